import { quote } from '../../errors';
import { defineCheck } from '../check';
import type { ReachedRole } from '../check-input';
import { STRICT_EXAMPLE } from '../example';
import { admitting } from '../prover';
import { SOURCES } from '../sources';

const PERMISSIONS = { managed: ['arn:aws:iam::aws:policy/AdministratorAccess'], inline: {} };
const OPEN = [
  {
    role: 'prod',
    through: [],
    answer: 'cannot_tell',
    dependsOn: ['arn:aws:iam::111122223333:policy/deploy'],
    permissions: PERMISSIONS,
  },
] as const satisfies readonly ReachedRole[];

/** Roles, and reasons, that a message names. */
const MAX_NAMES = 5;

export const undeterminedChain = defineCheck({
  id: 'undetermined-chain',
  severity: 'warning',
  about: 'every_issuer',
  title: 'cannot determine whether a session of the role can assume another role',
  rationale:
    'The other role trusts this one, or its account, and whether the call is allowed depends on something that the input does not hold: a managed policy, a boundary, a condition on the network or on tags. Nothing is proved about the other role as long as that is open.',
  bad: { ...STRICT_EXAMPLE, known: { leadsTo: OPEN } },
  good: { ...STRICT_EXAMPLE, known: { leadsTo: [] } },
  fix: 'give the missing policies as further inputs, such as the answer of `aws iam get-account-authorization-details`, or name one role instead of its account in the other trust policy',
  sources: [SOURCES.awsLogic, SOURCES.awsAssumeRole],
  run: (input) => {
    const open = (input.leadsTo ?? []).filter(({ answer }) => answer === 'cannot_tell');
    const [entry] = admitting(input);
    if (open.length === 0 || entry === undefined) return [];
    const dependsOn = [...new Set(open.flatMap((reached) => reached.dependsOn ?? []))];
    const message = `cannot determine whether a session of the role can assume ${some(open.map(({ role }) => role))}: it depends on ${some(dependsOn)}`;
    return [{ message, pointer: entry.pointer, statement: entry.statement }];
  },
});

function some(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map(quote).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}
