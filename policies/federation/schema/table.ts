import { z } from 'zod';
import { list, text } from './leaf';
import { pipelineSchema } from './pipeline';

export const rowSchema = z
  .strictObject({
    pipeline: pipelineSchema.optional(),
    claims: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The payload of an ID token, as it is: instead of `pipeline`.' })
      .optional(),
    assumes: list(
      text({ description: 'Key of a role.', examples: ['deploy'] }),
      'The roles that it may assume. Every role that is not listed must refuse.',
    ),
    note: text({ description: 'Why the row is here.' }).optional(),
  })
  .meta({ description: 'A simulated pipeline, or a raw token, and the roles that it may assume.' });
