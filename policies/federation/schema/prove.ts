import { z } from 'zod';
import { NEVER_KINDS } from '../../grant/index';
import { LIMITS } from '../../limits/index';
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

const onlyProjects = checked(
  z.strictObject({
    projects: list(
      text({ description: 'Key of a project.', examples: ['api'] }),
      'Declared projects, known by their ids.',
    ).optional(),
    groups: list(
      text({ description: 'Full path of a group.', examples: ['acme/platform'] }, LIMITS.groupPath),
      'Groups, with all projects below them.',
    ).optional(),
  }),
  ({ projects = [], groups = [] }) =>
    projects.length + groups.length > 0
      ? undefined
      : {
          code: 'ERR_SCHEMA',
          message: '`only` names no project and no group',
          expected: '`projects` or `groups`, such as `only: { projects: [api] }`',
        },
).meta({ description: 'Only tokens of these projects and groups may assume the role.' });

export const obligationSchema = z
  .strictObject({
    role: text({
      description: 'Key of the role that `only` or `never` speaks of.',
      examples: ['deploy'],
    }).optional(),
    only: z
      .union([
        word(['protected_refs'], { description: 'Only tokens of protected refs may assume the role.' }),
        onlyProjects,
      ])
      .meta({
        description: 'What alone may assume the role: protected refs, or the tokens of some projects.',
      })
      .optional(),
    never: list(
      word(NEVER_KINDS, { description: 'A kind of token.' }),
      'No token of these kinds may assume the role.',
      (kinds) =>
        kinds.length > 0
          ? undefined
          : { code: 'ERR_SCHEMA', message: '`never` is empty', fix: 'name at least one kind' },
    ).optional(),
    implies: pair('Every token that can assume the first can assume the second.').optional(),
    disjoint: pair('No token may assume both.').optional(),
    equivalent: pair('Exactly the same tokens may assume them.').optional(),
  })
  .meta({
    description: 'Something that must hold for every token there is, not only for the rows of the table.',
  });
