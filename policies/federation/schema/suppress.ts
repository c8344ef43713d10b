import { z } from 'zod';
import { checked, text } from './leaf';

/** Shortest reason that counts as one. */
const SHORTEST_REASON = 10;

export const suppressionSchema = z
  .strictObject({
    check: text({ description: 'Id of the check, as in docs/checks.', examples: ['look-alike-prefix'] }),
    role: text({
      description:
        'Key of the role, or the Terraform address of one that is not declared here; every role without it.',
      examples: ['deploy', 'module.legacy.aws_iam_role.ci'],
    }).optional(),
    reason: checked(z.string(), (reason) =>
      reason.trim().length >= SHORTEST_REASON
        ? undefined
        : {
            code: 'ERR_SCHEMA',
            message: 'the reason says too little',
            expected: `at least ${SHORTEST_REASON} characters`,
            fix: 'say why it is accepted',
          },
    ).meta({ description: 'Why the finding is accepted.', minLength: SHORTEST_REASON }),
  })
  .meta({
    description: 'A finding that is known and accepted. One that suppresses nothing is itself a finding.',
  });
