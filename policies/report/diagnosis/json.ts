import type { Diagnosis } from '../../doctor/index';
import { visibleJson } from '../visible';

/** Version of the JSON form: a new one only when a member changes its meaning or goes. */
const DIAGNOSIS_VERSION = 1;

export function diagnosisJson(diagnosis: Diagnosis): string {
  return `${visibleJson({ version: DIAGNOSIS_VERSION, ...diagnosis }, 2)}\n`;
}
