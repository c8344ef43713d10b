import { REMEDIES, type Remedy } from '../../policies/prove/remedies';
import { SOUND_CLAIMS, type SoundClaim } from '../../policies/soundness';
import { undecidedCounts } from '../policies/prove/undecided-counts';

/** The page about why a proof is one, from the list of the places that say so. */
export function soundnessPage(): string {
  return `<!-- Written by \`npm run docs\`: change the code, not this page. -->

# Why "proved" is true

Every place where refgate says something about all tokens: "proved", "nobody", "no new access", "cannot", "all holds". Each has the argument why it
cannot be wrong, what it assumes, and the tests that would notice. [The world of a proof](world.md) says which tokens there are,
[assumptions](reference/assumptions.md) lists what is taken to hold, with sources and switches, and [the engine](prover-engine.md) how the search is done.

Three rules hold everywhere. What was not found is not proof: a search that ran out of states, and a condition that cannot be stated, are "undecided".
An undecided answer is never a success. What a policy names and refgate does not know is open, never absent.

How the reading of inputs was attacked: every run of CI changes the tree around an open trust policy 50,400 times in six forms of input
([\`survivor.test.ts\`](../__tests__/policies/artifact/survivor.test.ts)), and none may end green. By hand and by script, 511 hostile inputs were
tried in November 2026 by somebody who knew the code, in every form but CDK assemblies (\`cdk.out\`). Some ended green with a way to write a trust
that is not judged; a later look at custom resources found calls of IAM by \`Custom::AWS\`, which none of the 511 held. All are tests now.
In HCL, and in HCL beside JSON, terraform itself says whether the open role would be made
([\`survivor-terraform.test.ts\`](../__tests__/policies/artifact/survivor-terraform.test.ts)): 120 folders and 300 manifests of \`cdktf.out\` in CI,
1,800 folders at the time of writing, without a survivor. A second siege, of 583 new inputs with an open role in every form, CDK assemblies
included, found twenty-one that ended green and should not, of seven kinds: Terragrunt and Terraform Stacks around a folder, provisioners with
an interpreter, the AWS CLI in other resources, steps and interrupted operations of Pulumi, artifacts of an unknown type in \`cdk.out\`, roles that
only an instance profile shows, and folders below \`cdktf.out/stacks\` that are no stack. Each kind is a test now. Of the 583, 57 still end green:
nothing open ships in them, or the role is named that the given values do not make or that Terraform forgets. One is a plan that contradicts
itself, with drift of a role that it does not have.
A third one was by somebody who had read the documentation alone: about 580 inputs in half an hour. No decision on a token was wrong and no two
commands disagreed about one, and seven kinds of input ended green that should not have: callers that need no token (in \`audit\`, in comparisons,
and behind conditions that name nobody), chains to roles without a name, managed policies beside the role, an undetermined chain to an
administrator, and client ids of the provider in a comparison. Each kind is a test now.
A fourth one, by somebody who had read the documentation alone, tried 828 inputs with an open role in three quarters of an hour. Calls of IAM in
encoded or computed text, templates and called modules that ship beside what was judged, another data folder of Terraform, and what a manifest
of cdktf or of the CDK deploys ended green, as did a deletion that Pulumi retains: six kinds, each of them a test now. That is a search,
not a proof.
A fifth one took an hour and three quarters, by somebody who had read the documentation alone: about 13,700 inputs, of which 8,800 expressions of HCL
whose value terraform itself gave, 3,700 tokens and proofs held against each other, 270 pairs for \`diff\`, and folders, plans, states, templates,
chains and audits. It found no wrong decision about a token of GitLab, and sixteen kinds of false answers: types that a value which is not known
lends to others, calls that terraform refuses under \`try\` and \`can\`, claims that a token of another issuer lacks, comparisons in which a role, a
file, a condition or a name was not the one of before, accounts whose answers lack an ARN, and a declaration beside an input that cannot be read.
Each kind is a test now. It did not attack \`sts\`, \`doctor\`, \`verify\`, \`pull\`, comparisons of audits, stages of \`cdk.out\` and previews of Pulumi.

How the answers were attacked: 200 policies as teams have them, of one issuer and of several, with every kind of Deny, operator, tag and variable, and
41 tokens. A small evaluator, written from AWS's documentation and from none of the code, decides all 8,200 pairs; \`eval\`, \`explain\`, \`check\`,
five questions of \`prove\`, \`--describe\`, \`--batch\` and \`diff\` against an open twin are held against it and against each other, counterexamples too
([\`adversary.test.ts\`](../__tests__/cli/adversary.test.ts)). In November 2026 each difference was a mistake of the evaluator, or an assumption that
the proof had named: that GitLab sends no session tags.

How everything that reads inputs of strangers was attacked: \`npm run siege\` gives changed bytes to every parser (the declaration, CSV, HCL, plans, states,
templates, policies, tokens, lines of a batch, certificates, reports) and to the socket of the local STS, puts names of strangers into every
place of six kinds of input and looks for them in nine outputs, and runs the random suites with other seeds. On 30 November 2026, with seed
20261130, on a busy machine: 31 minutes, 1,462,310 inputs (238,537 without digests and addresses of a page, which cost nothing), and 11 of the 26
random suites once, with 435,850 rounds; nothing was wrong with an answer. Two of the suites found that one kind of answer was not among those of their
seed, which they demand of the usual seed alone since. Of the other fifteen eight of the prover ran afterwards, and one of them made a claim \`nbf\` of
random letters, which AWS refuses; seven were not reached. Earlier runs of that day, with seeds 5 and
11, had found mistakes of three kinds: JSON of five commands with characters that a terminal obeys, an internal error of the local STS for a
client that goes away, and one of \`verify\` for a file without a version. Each is a test now
([\`siege.test.ts\`](../__tests__/siege/siege.test.ts) is the short form).

${undecidedSection()}
${SOUND_CLAIMS.map(section).join('\n')}`;
}

/** The reasons for an undecided answer, with how often each was one in the long random run. */
function undecidedSection(): string {
  const runs = Object.entries(undecidedCounts()).map(([questions, counts]) => ({
    questions: Number(questions),
    counts,
  }));
  const { questions, counts } = runs.toSorted((a, b) => b.questions - a.questions)[0]!;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const countOf = (id: string): number =>
    Object.entries(counts).reduce(
      (sum, [ids, count]) => (ids.split(' and ').includes(id) ? sum + count : sum),
      0,
    );
  const rows = Object.entries<Remedy>(REMEDIES)
    .map(([id, remedy]) => ({ ...remedy, count: countOf(id) }))
    .toSorted((a, b) => b.count - a.count);
  return `## What stays undecided

Of ${questions.toLocaleString('en')} random questions about random policies and declarations
([\`random-questions.test.ts\`](../__tests__/policies/prove/random-questions.test.ts)), ${all} are undecided: ${((100 * all) / questions).toFixed(1)} %.
An undecided answer says why, and ends with what decides it. A question can have two reasons.

${alignedTable(
  ['it is undecided because', 'the answer says', `of ${questions.toLocaleString('en')}`],
  rows.map(({ reason, give, count }) => [reason, give, String(count)]),
)}
`;
}

function section({ says, where, file, because, assumes, tests }: SoundClaim): string {
  const rests = typeof assumes === 'string' ? assumes : assumes.map((id) => `\`${id}\``).join(', ');
  return `## ${says}

- **Said by** ${where} ([\`${file}\`](../${file}))
- **Because** ${because}
- **Assumes** ${rests}
- **Noticed by** ${tests.map((path) => `[\`${path.slice(path.lastIndexOf('/') + 1)}\`](../${path})`).join(', ')}
`;
}

/** A table as prettier lays it out; the last column is of numbers. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const last = head.length - 1;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === last ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at === last ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
