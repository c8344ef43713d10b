import { and, decide, type Assignment } from '../../automata/index';
import {
  questionFormula,
  type CaseText,
  type CertificateFile,
  type QuestionText,
} from '../../certificate/index';
import { sameValue } from '../world/component-variable';
import type { TokenCase } from '../world/token-case';
import { statementOf, type AskedQuestion, type Sha256, type Statement } from './statement';

/** A file of a proof without its digest, or why there is none. */
export type WrittenCertificate =
  | { readonly kind: 'file'; readonly file: Omit<CertificateFile, 'sha256'> }
  | { readonly kind: 'unwritten'; readonly reason: string };

/** Two ids of one project in a counterexample that no project can mint. */
interface Clash {
  readonly kind: 'clash';
  readonly at: string;
  readonly ids: readonly string[];
}

const MAX_NODES = 100_000;
/** How many pairs of ids may have to be told apart. */
const MAX_CLASHES = 48;

/**
 * A proof as a file that a separate checker can follow: the policies as IAM writes them, the world case by case, and why there is no
 * counterexample in each case. It is searched for once more, case by case, over the policies as the checker reads them.
 *
 * Cost: a search for each case of the world, of which every declared project has some twenty.
 * @param sha256 of a string, hexadecimal
 */
export function writeCertificate(
  property: string,
  asked: readonly AskedQuestion[],
  sha256: Sha256,
): WrittenCertificate {
  const sameIds = new Map<string, Set<string>>();
  for (let round = 0; round <= MAX_CLASHES; round += 1) {
    const statement = statementOf(property, asked, sha256, (question, tokens) => [
      ...(sameIds.get(`${question} ${tokens}`) ?? []),
    ]);
    const proved = prove(statement);
    if (proved.kind !== 'clash') return proved;
    const known = sameIds.get(proved.at) ?? new Set();
    for (const id of proved.ids) known.add(id);
    sameIds.set(proved.at, known);
  }
  return none(`more than ${MAX_CLASHES} pairs of project ids have to be told apart`);
}

const none = (reason: string): WrittenCertificate => ({ kind: 'unwritten', reason });

function prove({ file, writer, tokens }: Statement): WrittenCertificate | Clash {
  const questions: QuestionText[] = [];
  for (const [number, question] of file.questions.entries()) {
    const { host } = question.world;
    const formula = writer.read(questionFormula(question.roles, host));
    const cases: CaseText[] = [];
    for (const [at, one] of question.world.cases.entries()) {
      const parts = [one.about, ...one.world.map((place) => writer.formulas[place]!)];
      const whole = and(formula, ...parts.map((part) => writer.read(part)));
      const answer = decide(whole, { maxNodes: MAX_NODES, certify: true, keys: [`${host}:sub`] });
      if (answer.kind === 'witness') {
        const ids = clashingIds(tokens[number]?.[at], answer.assignment, host);
        if (ids.length > 0) return { kind: 'clash', at: `${number} ${at}`, ids };
        return none(`${question.claim}: it rests on more than formulas over single keys, for ${one.tokens}`);
      }
      if (answer.kind === 'undecided' || answer.certificate === undefined)
        return none(`${question.claim}: it takes more than ${MAX_NODES} states, for ${one.tokens}`);
      cases.push({ ...one, proof: writer.proof(answer.certificate) });
    }
    questions.push({ ...question, world: { ...question.world, cases } });
  }
  return { kind: 'file', file: { ...file, questions, proofs: writer.proofs } };
}

/** The id in `sub` and the claim `project_id`, where they differ. */
function clashingIds(tokens: TokenCase | undefined, values: Assignment, host: string): readonly string[] {
  if (tokens === undefined) return [];
  const key = `${host}:project_id`;
  const claim = values.get(key) ?? tokens.domains.get(key)?.only;
  const all = tokens.subject.shown(values);
  const shown = sameValue('project_id', tokens.subject.form).flatMap((name) => all?.[name] ?? []);
  const other = shown.find((id) => id !== claim);
  return claim === undefined || other === undefined ? [] : [claim, other];
}
