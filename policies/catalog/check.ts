import type { Position } from '../errors';
import type { Change } from '../advice/index';
import type { RawClaims } from '../context/index';
import type { Statement } from '../trust/index';
import { withGitlabAlone } from './issuer-hosts';
import type { CheckInput, KnownFacts } from './check-input';
import type { Severity } from '../severity';
import type { Suppression } from './suppression';

/** One mistake at one place. */
export interface Finding {
  /** Id of the check. */
  readonly check: string;
  readonly severity: Severity;
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  /** JSON pointer into the policy document. */
  readonly pointer: string;
  /** Filled in by whoever has the text of the document. */
  readonly position?: Position;
  /** Absent when the finding is about the whole policy. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  readonly fix: string;
  /** The fix as changes of the trust policy, where it needs no knowledge of what was meant: the check is then silent. */
  readonly changes?: readonly Change[];
  /** Tokens that show it, each replayed through the evaluator. */
  readonly tokens?: readonly ShownToken[];
}

/** A token that a finding shows. */
export interface ShownToken {
  /** Whose: `branch main of acme/api`. */
  readonly pipeline: string;
  readonly claims: RawClaims;
}

/** A policy that shows a mistake, or how to do without it, with what must be known to see it. */
export interface Example {
  readonly document: Readonly<Record<string, unknown>>;
  readonly known?: KnownFacts;
  readonly suppressions?: readonly Suppression[];
}

/** A named mistake that a trust policy can make. */
export interface Check {
  /** Kebab-case; stable between releases. */
  readonly id: string;
  readonly severity: Severity;
  /** `every_issuer`: it holds whoever mints the tokens. @default 'gitlab': it is shown the statements about GitLab alone */
  readonly about?: 'gitlab' | 'every_issuer';
  /** One line: what is wrong. */
  readonly title: string;
  /** Why it bites, in plain words. */
  readonly rationale: string;
  readonly bad: Example;
  readonly good: Example;
  readonly fix: string;
  /** Public pages that the check rests on. At least one. */
  readonly sources: readonly [string, ...string[]];
  /** Pure; order of the document. */
  readonly find: (input: CheckInput) => readonly Finding[];
}

/** What a check says about one place; the rest of the finding is the check's own. */
export interface Match {
  readonly message: string;
  readonly pointer: string;
  readonly statement?: Statement;
  /** @default the check's fix */
  readonly fix?: string;
  /** @default what `mend` says */
  readonly changes?: readonly Change[];
  readonly tokens?: readonly ShownToken[];
}

/** A check before its findings have places and fixes. */
export interface Definition extends Omit<Check, 'find'> {
  readonly run: (input: CheckInput) => readonly Match[];
  /** The changes that remove the mistake at a place, where nothing has to be known but the policy. */
  readonly mend?: (match: Match, input: CheckInput) => readonly Change[] | undefined;
}

/** Makes a check of its description and of the function that looks for the mistake. */
export function defineCheck({ run, mend, ...check }: Definition): Check {
  return {
    ...check,
    find: (input) =>
      run(check.about === 'every_issuer' ? input : withGitlabAlone(input)).map((match): Finding => {
        const { message, pointer, statement, fix, tokens } = match;
        const changes = match.changes ?? mend?.(match, input);
        return {
          check: check.id,
          severity: check.severity,
          message,
          pointer,
          fix: fix ?? check.fix,
          changes,
          tokens,
          statement: statement === undefined ? undefined : place(statement),
        };
      }),
  };
}

function place({ index, sid }: Statement): NonNullable<Finding['statement']> {
  return sid === undefined ? { index } : { index, sid };
}
