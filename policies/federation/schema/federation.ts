import { z } from 'zod';
import { accountSchema } from './account';
import { gitlabSchema } from './gitlab';
import { projectSchema } from './project';
import { obligationSchema } from './prove';
import { defaultsSchema, roleSchema } from './role';
import { suppressionSchema } from './suppress';
import { rowSchema } from './table';

const named = <S extends z.ZodType>(entry: S, description: string) =>
  z.record(z.string(), entry).meta({
    description,
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$' },
  });

/** The whole file. */
export const federationSchema = z
  .strictObject({
    gitlab: gitlabSchema,
    projects: named(projectSchema, 'The projects, under keys of your choice.'),
    accounts: named(accountSchema, 'The AWS accounts, under keys of your choice.'),
    defaults: defaultsSchema.optional(),
    roles: named(roleSchema, 'The roles, under the names that tables and reports use.'),
    table: z
      .array(rowSchema)
      .meta({ description: 'Simulated pipelines. Every role that a row does not list must refuse.' })
      .optional(),
    prove: z
      .array(obligationSchema)
      .meta({
        description:
          'What is proved for all tokens. That every role admits exactly its trust is always proved.',
      })
      .optional(),
    suppress: z
      .array(suppressionSchema)
      .meta({ description: 'Findings of the catalog that are known and accepted, with the reason.' })
      .optional(),
  })
  .meta({ title: 'refgate federation', description: 'Which GitLab CI jobs may assume which AWS roles.' });

/** The same with the entries left open, so that each of them can be judged on its own. */
export const outlineSchema = z.strictObject({
  gitlab: z.record(z.string(), z.unknown()),
  projects: z.record(z.string(), z.unknown()),
  accounts: z.record(z.string(), z.unknown()),
  defaults: z.record(z.string(), z.unknown()).optional(),
  roles: z.record(z.string(), z.unknown()),
  table: z.array(z.unknown()).optional(),
  prove: z.array(z.unknown()).optional(),
  suppress: z.array(z.unknown()).optional(),
});
