import { z } from 'zod';
import { federationSchema } from './federation';

/**
 * The JSON Schema (draft 2020-12) of `federation.yaml`, for completion and hints in an editor.
 * It accepts whatever {@link parseFederation} accepts and refuses less: what needs two places of the file is omitted.
 */
export function federationJsonSchema(): object {
  return z.toJSONSchema(federationSchema, { target: 'draft-2020-12', io: 'input' });
}
