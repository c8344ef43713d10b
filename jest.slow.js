// Suites that take seconds: they run every command of the documentation, a process for each of many cases, a synth for each case, or a
// large table. `npm test` leaves them out and says so; `npm run test:all` runs them beside the quick ones.
const SLOW = [
  '__tests__/cli/beside-trust.test.ts',
  '__tests__/cli/commands/allow-broken.test.ts',
  '__tests__/cli/commands/before.test.ts',
  '__tests__/cli/commands/diff-unchanged.test.ts',
  '__tests__/cli/commands/diff.test.ts',
  '__tests__/cli/commands/doctor-provider.test.ts',
  '__tests__/cli/commands/init.test.ts',
  '__tests__/cli/commands/no-judging.test.ts',
  '__tests__/cli/commands/parsed-once.test.ts',
  '__tests__/cli/commands/publish-issuer.test.ts',
  '__tests__/cli/commands/pull-snapshot.test.ts',
  '__tests__/cli/commands/report.test.ts',
  '__tests__/cli/commands/sts.test.ts',
  '__tests__/cli/commands/synth-hcl.test.ts',
  '__tests__/cli/consistency.test.ts',
  '__tests__/cli/corpus.test.ts',
  '__tests__/cli/inputs/edited-output.test.ts',
  '__tests__/cli/inputs/stale-stacks.test.ts',
  '__tests__/cli/inputs/steady-output.test.ts',
  '__tests__/cli/inputs/wrapping-files.test.ts',
  '__tests__/cli/interrupted-synth.test.ts',
  '__tests__/cli/process.test.ts',
  '__tests__/cli/secrets.test.ts',
  '__tests__/cli/several-issuers.test.ts',
  '__tests__/docs.test.ts',
  '__tests__/modules/constructs/published-issuer.test.ts',
  '__tests__/modules/constructs/same-verdict.test.ts',
  '__tests__/modules/synth/every-key.test.ts',
  '__tests__/modules/synth/federation.test.ts',
  '__tests__/net/gitlab/killed.test.ts',
  '__tests__/policies/advice/fixes.test.ts',
  '__tests__/policies/artifact/cloudformation/hostile.test.ts',
  '__tests__/policies/audit/drift.test.ts',
  '__tests__/policies/catalog/ambiguous-subject.test.ts',
  '__tests__/policies/ci/comment-script.test.ts',
  '__tests__/policies/federation/every-key.test.ts',
  '__tests__/policies/issuers/sub-claim-identity.test.ts',
  '__tests__/policies/judge/table/judge-table.test.ts',
  '__tests__/policies/judge/table/large-table.test.ts',
  '__tests__/policies/mint/worlds.test.ts',
  '__tests__/policies/prove/asked-again.test.ts',
  '__tests__/policies/prove/changes.test.ts',
  '__tests__/policies/prove/keys-that-may-be-missing.test.ts',
  '__tests__/readme.test.ts',
];

// Suites that are mostly about other programs: terraform, a browser, the AWS CLI, web servers, the compiler, npm and the package that it makes,
// the benchmark. Only `npm run test:tools` runs them, and so does `.ci/run`, beside the others.
const TOOLS = [
  '__tests__/bench/',
  '__tests__/cli/inputs/cdk-lib.test.ts',
  '__tests__/cli/inputs/configurations.test.ts',
  '__tests__/cli/doctor/servers.test.ts',
  '__tests__/coq/',
  '__tests__/e2e/',
  '__tests__/examples/',
  '__tests__/modules/constructs/gitlab-side.test.ts',
  '__tests__/modules/hcl-export/',
  '__tests__/modules/hcl/render-hcl.test.ts',
  '__tests__/modules/synth/bootstrap.test.ts',
  '__tests__/modules/synth/terraform.test.ts',
  '__tests__/modules/terraform-module/',
  '__tests__/net/iam/audit-live.test.ts',
  '__tests__/net/iam/server-shape.test.ts',
  '__tests__/package/',
  '__tests__/page/',
  '__tests__/policies/artifact/terraform/console.test.ts',
  '__tests__/recipes/',
  '__tests__/support-terraform.test.ts',
];

// Suites that ask thousands of random questions, compare with another solver or with terraform itself, or build mutants of the engine.
// Only `npm run test:fuzz` runs them, and so does `.ci/run`, beside the others.
const FUZZ = [
  '__tests__/cli/adversary.test.ts',
  '__tests__/cli/sts/hostile-requests.test.ts',
  '__tests__/policies/artifact/forms.test.ts',
  '__tests__/policies/artifact/survivor-terraform.test.ts',
  '__tests__/policies/artifact/survivor.test.ts',
  '__tests__/policies/artifact/terraform/properties.test.ts',
  '__tests__/policies/audit/minting-search.test.ts',
  '__tests__/policies/audit/relevant-projects.test.ts',
  '__tests__/policies/automata/brute-force.test.ts',
  '__tests__/policies/automata/matchers.test.ts',
  '__tests__/policies/automata/mutants.test.ts',
  '__tests__/policies/catalog/agreement.test.ts',
  '__tests__/policies/catalog/equal-inputs.test.ts',
  '__tests__/policies/catalog/soundness.test.ts',
  '__tests__/policies/certificate/accepted.test.ts',
  '__tests__/policies/certificate/mutants.test.ts',
  '__tests__/policies/chain/agreement.test.ts',
  '__tests__/policies/chain/reached-by-tokens.test.ts',
  '__tests__/policies/evaluate/algebra.test.ts',
  '__tests__/policies/evaluate/naive-agreement.test.ts',
  '__tests__/policies/federation/mutations.test.ts',
  '__tests__/policies/judge/mutations.test.ts',
  '__tests__/policies/judge/partial-trust.test.ts',
  '__tests__/policies/judge/table/decision-index/',
  '__tests__/policies/judge/trust-in-cases.test.ts',
  '__tests__/policies/mint/search.test.ts',
  '__tests__/policies/prove/agreement.test.ts',
  '__tests__/policies/prove/brute-force.test.ts',
  '__tests__/policies/prove/certificates.test.ts',
  '__tests__/policies/prove/number-conditions.test.ts',
  '__tests__/policies/prove/open-vocabulary.test.ts',
  '__tests__/policies/prove/oracle.test.ts',
  '__tests__/policies/prove/order-questions.test.ts',
  '__tests__/policies/prove/random-questions.test.ts',
  '__tests__/policies/prove/world-covers.test.ts',
  '__tests__/policies/prove/world-mutants.test.ts',
  '__tests__/siege/',
];

/**
 * What a run leaves out, and what it is limited to: a suite is in one tier, so that `all`, `tools` and `fuzz` together are every suite once.
 * @param {string | undefined} tier `undefined` for the quick tests, `all`, `tools`, `fuzz`
 * @returns {{ only?: readonly string[]; leftOut: readonly string[] }}
 */
function suitesOf(tier) {
  if (tier === undefined || tier === '') return { leftOut: [...SLOW, ...TOOLS, ...FUZZ] };
  if (tier === 'all') return { leftOut: [...TOOLS, ...FUZZ] };
  if (tier === 'tools') return { only: TOOLS, leftOut: [] };
  if (tier === 'fuzz') return { only: FUZZ, leftOut: [] };
  throw new Error(
    `REFGATE_TEST: unknown tier of tests: got \`${tier}\`; expected \`all\`, \`tools\` or \`fuzz\``,
  );
}

module.exports = { SLOW, TOOLS, FUZZ, suitesOf };
