import { issuerHost } from '../context/index';
import { quote } from '../errors';
import type { ProofObligation } from '../grant/index';
import { allAsked, type Proof } from './judgement';

/** The answer to a question for the tokens of one issuer. */
export interface IssuerProof {
  /** URL of the issuer. */
  readonly issuer: string;
  readonly proof: Proof;
}

/** One question each: an issuer may answer several kinds at once. */
export function singleQuestions(obligation: ProofObligation): readonly ProofObligation[] {
  return obligation.kind === 'never'
    ? obligation.never.map((kind) => ({ ...obligation, never: [kind] }))
    : [obligation];
}

/**
 * The answers for each issuer as one: proved if it is proved for each, else the answer that decides, with its issuer. Without any answer it
 * is undefined.
 */
export function overIssuers(answers: readonly IssuerProof[]): Proof | undefined {
  const [first] = answers;
  if (first === undefined) return undefined;
  const decisive =
    answers.find(({ proof }) => proof.verdict === 'refuted') ??
    answers.find(({ proof }) => proof.verdict === 'undecided');
  if (decisive !== undefined) {
    return { ...decisive.proof, property: first.proof.property, reason: ofIssuer(decisive) };
  }
  const needed = answers.flatMap(({ proof }) => proof.needed ?? []);
  return {
    ...first.proof,
    reason: answers.map(ofIssuer).join('; '),
    assumptions: [...new Set(answers.flatMap(({ proof }) => proof.assumptions))],
    asked: allAsked(answers.map(({ proof }) => proof)),
    needed: answers.every(({ proof }) => proof.needed === undefined) ? undefined : [...new Set(needed)],
  };
}

function ofIssuer({ issuer, proof: { reason } }: IssuerProof): string {
  return `tokens of ${quote(issuerHost(issuer))}: ${reason}`;
}
