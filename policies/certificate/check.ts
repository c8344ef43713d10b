import type { CertificateFile, QuestionText } from './format';
import { questionFormula } from './read-policy';
import { Refutation } from './refute';
import { digestedText, policyText, type Sha256 } from './text';

/** What the checker makes of a file. */
export type Checked =
  | {
      readonly valid: true;
      /** What the file takes on trust beside the cases of its world, in words. */
      readonly trusted: readonly string[];
      /** Kinds of tokens that were checked. */
      readonly cases: number;
    }
  | { readonly valid: false; readonly reason: string };

/**
 * Follows a proof from first principles: it reads the policies, the patterns and the shapes itself, and checks for each kind of token of
 * the world that no such token is one that every role decides as the question says.
 *
 * Taken on trust: that the cases in the file are all tokens that its assumptions allow, and those that its words are about; and the
 * readings in the file, of conditions that are not read here.
 *
 * Cost: for a list of product states its length times the letters that some statement tells apart, times the statements.
 */
export function checkCertificate(file: CertificateFile, sha256: Sha256): Checked {
  const invalid = (reason: string): Checked => ({ valid: false, reason });
  if (sha256(digestedText(file)) !== file.sha256) return invalid('`sha256` is not the digest of the file');
  const refutation = new Refutation(file.proofs, file.shapes);
  let cases = 0;
  for (const question of file.questions) {
    const altered = question.roles.find(
      ({ policy, sha256: digest }) => sha256(policyText(policy)) !== digest,
    );
    if (altered !== undefined)
      return invalid(`the policy of \`${altered.name}\` does not have the digest beside it`);
    const asked = questionFormula(question.roles, question.world.host);
    for (const { tokens, world, about, proof } of question.world.cases) {
      const formula = { all: [asked, about, ...world.map((place) => file.formulas[place]!)] };
      if (!refutation.refutes(formula, proof))
        return invalid(`the proof of \`${question.claim}\` does not hold for ${tokens}`);
      cases += 1;
    }
  }
  return { valid: true, trusted: file.questions.flatMap(trustedReadings), cases };
}

function trustedReadings({ roles }: QuestionText): readonly string[] {
  const readings = roles.flatMap((role) => role.readings);
  return readings.map(({ operator, key, values }) => `${operator} ${key} ${JSON.stringify(values)}`);
}
