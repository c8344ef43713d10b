import type { CertificateFile, QuestionText } from '../../certificate/index';
import { ASSUMPTION_IDS, type Instance, type Project } from '../../gitlab/index';
import { parsePolicy, parseProviderArn } from '../../trust/index';
import { ask } from '../ask';
import { admitsAllOfGrant, admitsOnlyGrant } from '../properties/grant';
import { never, onlyProjects } from '../properties/never';
import { onlyProtectedRefs } from '../properties/protected-refs';
import type { PropertyData, World } from '../question';
import type { RoleTrust } from '../role-trust';
import type { Verdict } from '../verdict';
import { anyRequestWorld, anySubWorld } from '../world/any-sub-world';
import { gitlabWorld } from '../world/gitlab-world';
import type { Assume } from '../world/assumptions';
import { statementOf } from './statement';

/**
 * Whether a file says what it says it does: its cases and what they are about are those that refgate makes of the declared projects, the
 * assumptions by name and the property. Otherwise why not. A file may be true to itself and speak of a smaller world.
 * @param sha256 of a string, hexadecimal
 */
export function whyNotRestated(file: CertificateFile, sha256: (text: string) => string): string | undefined {
  const verdicts = file.questions.map(tryAgain);
  const asked = verdicts.flatMap((verdict) => (verdict?.verdict === 'proved' ? (verdict.asked ?? []) : []));
  const unproved = verdicts.findIndex((verdict) => verdict?.verdict !== 'proved');
  if (unproved >= 0) {
    const claim = file.questions[unproved]?.claim ?? '';
    return `the question is not one that refgate proves again from the declared projects and the assumptions: \`${claim}\``;
  }
  const sameIds = (question: number, tokens: number): readonly string[] =>
    file.questions[question]?.world.cases[tokens]?.sameIds ?? [];
  const { property, questions, formulas, shapes } = statementOf(file.property, asked, sha256, sameIds).file;
  for (const [i, question] of file.questions.entries()) {
    const again = questions[i];
    if (!isSame(withoutProofs(again), withoutProofs(question)))
      return `\`${question.claim}\`: its cases, or what they are about, are not those of the property, the declared projects and the assumptions`;
  }
  return isSame([property, formulas, shapes], [file.property, file.formulas, file.shapes])
    ? undefined
    : 'its formulas are not those of the declared projects and the assumptions';
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withoutProofs(question: QuestionText | undefined): unknown {
  if (question === undefined) return undefined;
  const cases = question.world.cases.map((one) => ({ ...one, proof: 0 }));
  return { ...question, world: { ...question.world, cases } };
}

/** What a stranger's file declares has any form; what cannot even be asked is not proved. */
function tryAgain(question: QuestionText): Verdict | undefined {
  try {
    return askAgain(question);
  } catch {
    return undefined;
  }
}

function askAgain(question: QuestionText): Verdict | undefined {
  const world = worldOf(question.world);
  const roles = question.roles.flatMap((text) => {
    const role = roleOf(text);
    return role === undefined ? [] : [{ role, outcome: text.outcome }];
  });
  const [first] = roles;
  if (first === undefined || roles.length !== question.roles.length) return undefined;
  // The form of the data is checked by what is made of it: it must come out as it is in the file.
  const property = question.property as unknown as PropertyData;
  if (property.kind === 'every_token') return ask({ roles, claim: question.claim, property }, world);
  if (property.kind === 'unprotected_refs')
    return onlyProtectedRefs(first.role, world, undefined, property.projects ?? []);
  if (world.kind !== 'gitlab') return undefined;
  switch (property.kind) {
    case 'never':
      return never(first.role, property.never, world);
    case 'other_projects':
      return onlyProjects(first.role, property, world);
    case 'beyond_grant':
      return admitsOnlyGrant(first.role, property.grant, world);
    case 'within_grant':
      return admitsAllOfGrant(first.role, property.grant, world);
    default:
      return undefined;
  }
}

function worldOf({ kind, host, declared, assumptions }: QuestionText['world']): World {
  if (kind === 'any_sub')
    return (declared.keysMayBeMissing === true ? anyRequestWorld : anySubWorld)(`https://${host}`);
  const on = new Set(assumptions.map(({ id }) => id));
  const assume: Assume = Object.fromEntries(ASSUMPTION_IDS.map((id) => [id, on.has(id)]));
  const { instance, projects } = declared as {
    readonly instance: Instance;
    readonly projects: readonly Project[];
  };
  return gitlabWorld({ instance, projects, assume });
}

function roleOf({
  name,
  provider,
  clientIds,
  policy,
  issuer,
}: QuestionText['roles'][number]): RoleTrust | undefined {
  const parsed = parsePolicy(policy);
  const arn = parseProviderArn(provider);
  if (!parsed.ok || arn === undefined) return undefined;
  const { account, partition } = arn;
  return { name, policy: parsed.policy, provider: { issuer, account, partition, clientIds } };
}
