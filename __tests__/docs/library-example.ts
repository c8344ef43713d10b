import {
  declaredArtifact,
  judge,
  parseFederation,
  RefgateError,
  summarizeJudgement,
} from '../../policies/index';

/** What a synth of a declaration would write, judged by its table, by proofs and by the catalog. */
export function verdictOn(text: string): 'holds' | 'broken' | 'cannot_tell' {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new RefgateError(parsed.problems);
  const { federation } = parsed;
  const judgement = judge({ federation, artifacts: [declaredArtifact(federation)] });
  return summarizeJudgement(judgement);
}
