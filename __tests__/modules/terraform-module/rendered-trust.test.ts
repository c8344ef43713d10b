import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  compilePolicy,
  judgePipeline,
  meetingRequest,
  parsePolicy,
  policySize,
  providerArn,
  toPolicy,
  type Grant,
  type Pipeline,
} from '../../../policies/index';
import { chooser, seedFor } from '../../support/seed';
import { describeTerraform } from '../../support/terraform/index';
import { GRANT_CORPUS, randomGrant, type GrantCase } from './grant-corpus';
import { besideInput, trustInput } from './module-call';

const SOURCE = path.join(__dirname, '../../../modules/terraform-module/source');
const ACCOUNT = '111122223333';

function moduleFiles(): Readonly<Record<string, string>> {
  const names = readdirSync(SOURCE).filter((name) => name.endsWith('.tf'));
  return Object.fromEntries(
    names.map((name) => [`module/${name}`, readFileSync(path.join(SOURCE, name), 'utf8')]),
  );
}

const ROOT = `
locals {
  cases = jsondecode(file("\${path.module}/cases.json"))
}

module "case" {
  for_each = local.cases
  source   = "./module"

  issuer             = each.value.issuer
  audience           = each.value.audience
  existing_provider  = { arn = each.value.arn }
  trust_policy_quota = 8192
  roles = {
    role = {
      trust       = each.value.trust
      request     = try(each.value.request, null)
      break_glass = try(each.value.break_glass, null)
    }
  }
}

output "trust" {
  value = { for key, case in module.case : key => case.trust_policies.role }
}
`;

function caseInput(grant: Grant): unknown {
  const { issuer, audience } = grant;
  return {
    issuer,
    audience,
    arn: providerArn(issuer, ACCOUNT),
    trust: trustInput(grant),
    ...besideInput(grant),
  };
}

describeTerraform('the module writes the trust policy that a grant stands for', (terraform) => {
  const choose = chooser(seedFor('trust policies of the module'));
  const random: GrantCase[] = [];
  while (random.length < 40) {
    const grant = randomGrant(choose);
    const meant = toPolicy(grant, providerArn(grant.issuer, ACCOUNT));
    // the most that AWS grants: what is longer the module refuses
    if (meant.ok && policySize(meant.document) <= 8192)
      random.push({ note: `random ${random.length}`, grant });
  }
  const cases = [...GRANT_CORPUS, ...random];

  test(`${GRANT_CORPUS.length} grants and ${random.length} random ones, word for word`, () => {
    const inputs = Object.fromEntries(cases.map(({ note, grant }) => [note, caseInput(grant)]));
    const plan = terraform({ ...moduleFiles(), 'main.tf': ROOT, 'cases.json': JSON.stringify(inputs) })
      .init()
      .planJson();
    const written = plan.output_changes?.['trust']?.after as Readonly<Record<string, string>>;
    for (const { note, grant } of cases) {
      const meant = toPolicy(grant, providerArn(grant.issuer, ACCOUNT));
      if (!meant.ok) throw new Error(`${note}: ${JSON.stringify(meant.problems)}`);
      expect({ note, document: JSON.parse(written[note] ?? 'null') }).toEqual({
        note,
        document: meant.document,
      });
      for (const pipeline of intended(grant)) {
        const parsed = parsePolicy(JSON.parse(written[note] ?? 'null'));
        if (!parsed.ok) throw new Error(`${note}: ${JSON.stringify(parsed.problems)}`);
        const provider = { issuer: grant.issuer, account: ACCOUNT, clientIds: [grant.audience] };
        const call = { keys: meetingRequest(grant) };
        const decisions = judgePipeline(compilePolicy(parsed.policy), pipeline, provider, call);
        expect({ note, reasons: decisions.filter(({ decision }) => decision.outcome !== 'allow') }).toEqual({
          note,
          reasons: [],
        });
      }
    }
  });
});

/** For each ref of a grant a pipeline that has to assume the role. */
function intended({ issuer, audience, rules }: Grant): readonly Pipeline[] {
  return rules.flatMap(({ project, refs, protected: isProtected, sources, runner, environment }) =>
    refs.map(({ type, pattern }): Pipeline => ({
      instance: { url: issuer, issuer },
      project: {
        ...project,
        protectedBranches: 'unknown',
        protectedTags: 'unknown',
        protectedEnvironments: 'unknown',
      },
      target: { kind: type, name: pattern.replaceAll('*', 'x') },
      source: sources?.[0] ?? 'push',
      runner,
      audience,
      refProtected: isProtected,
      ...(environment === undefined
        ? {}
        : {
            environment: {
              name: 'e',
              tier: environment.tier ?? 'other',
              protected: environment.protected ?? true,
              action: 'start',
            },
          }),
    })),
  );
}
