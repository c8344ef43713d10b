import type { Diagnosis } from '../../doctor/index';
import type { TextStyle } from '../style';
import { diagnosisJunit } from './junit';
import { diagnosisJson } from './json';
import { diagnosisPretty } from './pretty';

/** How a diagnosis is written, by the name that `--format` takes. */
const RENDERERS = {
  pretty: diagnosisPretty,
  json: diagnosisJson,
  junit: diagnosisJunit,
} as const satisfies Readonly<Record<string, (diagnosis: Diagnosis, style: TextStyle) => string>>;

/** The name of a format of a diagnosis. */
export type DiagnosisFormat = keyof typeof RENDERERS;

/** A diagnosis as text. Pure. */
export function renderDiagnosis(diagnosis: Diagnosis, format: DiagnosisFormat, style: TextStyle): string {
  return RENDERERS[format](diagnosis, style);
}
