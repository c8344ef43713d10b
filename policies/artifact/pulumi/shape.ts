import { z } from 'zod';
import { ANY_OBJECT, TEXT, openObject } from '../shape';

/**
 * A resource of a deployment. Pulumi adds members from release to release, so others are ignored.
 * @see https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/apitype#ResourceV3
 */
const RESOURCE = openObject({
  urn: z.string().regex(/^urn:pulumi:.*::.*::.*::/s, 'expected a URN of Pulumi'),
  type: TEXT,
  custom: z.boolean().optional(),
  external: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: ANY_OBJECT.nullable().optional(),
  outputs: ANY_OBJECT.nullable().optional(),
});

/**
 * The output of `pulumi stack export`.
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
 */
export const PULUMI_STACK = openObject({
  version: z.literal([3, 4]),
  deployment: openObject({
    resources: z.array(RESOURCE).nullable().optional(),
    // @see https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/apitype#OperationV2
    pending_operations: z
      .array(openObject({ type: TEXT, resource: RESOURCE }))
      .nullable()
      .optional(),
  }),
});

/**
 * The output of `pulumi preview --json`.
 * @see https://pkg.go.dev/github.com/pulumi/pulumi/pkg/v3/display#PreviewDigest
 */
export const PULUMI_PREVIEW = openObject({
  steps: z.array(
    openObject({
      op: TEXT,
      urn: TEXT,
      newState: RESOURCE.nullable().optional(),
      oldState: RESOURCE.nullable().optional(),
    }),
  ),
  changeSummary: z.record(z.string(), z.number()).optional(),
});

export type PulumiResource = z.infer<typeof RESOURCE>;
