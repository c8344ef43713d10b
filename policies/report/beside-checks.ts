/** A finding that no check of the catalog makes: it takes the declaration beside the policy. */
interface FindingBesideChecks {
  readonly id: string;
  readonly title: string;
  readonly rationale: string;
}

/** Findings of a report that have no page in `docs/checks`. */
export const BESIDE_CHECKS = {
  deviation: {
    id: 'written-as-declared',
    title: 'a trust policy is not what its declaration stands for',
    rationale:
      'The policy of a declared role is compared with the one that a synth writes from the declaration. Another text admits other tokens, or will after the next change. Synthesize again, or remove what changed the policy. It cannot be suppressed.',
  },
  row: {
    id: 'vacuous-row',
    title: 'a row of the table holds whatever the policies say',
    rationale:
      'A row that lists no role is a test only if its pipeline could assume the role by mistake. A branch, a tag or an audience that nothing declares and that is one slip away from one that is declared, such as `mian`, is refused for its name, and a pipeline without a token is refused by GitLab. A `note` in the row says that it is meant, and makes the warning a note.',
  },
} as const satisfies Record<string, FindingBesideChecks>;

/** A page of plain Markdown about such a finding; `undefined` for another id. */
export function renderBesideChecks(id: string): string | undefined {
  const found = Object.values(BESIDE_CHECKS).find((entry) => entry.id === id);
  return found === undefined ? undefined : `# ${found.id}\n\n${found.title}\n\n${found.rationale}\n`;
}
