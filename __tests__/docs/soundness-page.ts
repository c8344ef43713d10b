import { SOUND_CLAIMS, type SoundClaim } from '../../policies/soundness';

/** The page about why a proof is one, from the list of the places that say so. */
export function soundnessPage(): string {
  return `<!-- Written by \`npm run docs\`: change the code, not this page. -->

# Why "proved" is true

Every place where refgate says something about all tokens: "proved", "nobody", "no new access", "cannot", "all holds". Each has the argument why it
cannot be wrong, what it assumes, and the tests that would notice. [The world of a proof](world.md) says which tokens there are,
[assumptions](reference/assumptions.md) lists what is taken to hold, with sources and switches, and [the engine](prover-engine.md) how the search is done.

Three rules hold everywhere. What was not found is no proof: a search that ran out of states, and a condition that cannot be stated, are "undecided".
An undecided answer is never a success. What a policy names and refgate does not know is open, never absent.

${SOUND_CLAIMS.map(section).join('\n')}`;
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
