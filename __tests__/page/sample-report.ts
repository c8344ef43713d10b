import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredArtifact, judge, parseFederation, toReport, type Report } from '../../policies/index';

/** The report of the sample declaration, as the engine makes it. */
export function sampleReport(): Report {
  const text = readFileSync(join(__dirname, '../../federation.yaml'), 'utf8');
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error('the sample declaration does not parse');
  const { federation } = parsed;
  const judgement = judge({ artifacts: [declaredArtifact(federation)], federation });
  return toReport(judgement, {
    version: '1.2.3',
    input: { kind: 'federation', name: 'federation.yaml' },
  });
}
