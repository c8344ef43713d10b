import { z } from 'zod';
import { NEVER_KINDS } from '../../grant/index';
import { checked, list, text, word } from './leaf';

const roleKey = text({ description: 'Key of a role.', examples: ['deploy'] });

const pair = (description: string) =>
  checked(z.array(roleKey), (roles) =>
    roles.length === 2 && roles[0] !== roles[1]
      ? undefined
      : {
          code: 'ERR_SCHEMA',
          message: 'two roles are compared here',
          got: roles.length === 2 ? 'the same role twice' : `a list of ${roles.length}`,
          expected: 'two different ones, such as `[deploy, plan]`',
        },
  ).meta({ description, minItems: 2, maxItems: 2 });

export const obligationSchema = z
  .strictObject({
    role: text({
      description: 'Key of the role that `only` or `never` speaks of.',
      examples: ['deploy'],
    }).optional(),
    only: word(['protected_refs'], {
      description: 'Only tokens of protected refs may assume the role.',
    }).optional(),
    never: list(
      word(NEVER_KINDS, { description: 'A kind of token.' }),
      'No token of these kinds may assume the role.',
      (kinds) =>
        kinds.length > 0
          ? undefined
          : { code: 'ERR_SCHEMA', message: '`never` is empty', fix: 'name at least one kind' },
    ).optional(),
    implies: pair('Whoever may assume the first may also assume the second.').optional(),
    disjoint: pair('No token may assume both.').optional(),
    equivalent: pair('Exactly the same tokens may assume them.').optional(),
  })
  .meta({
    description: 'Something that must hold for every token there is, not only for the rows of the table.',
  });
