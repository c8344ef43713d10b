import type { Report } from './report';
import { visibleJson } from './visible';

/** The report as JSON: the contract. Characters that a reader cannot see are escaped, which keeps every value. */
export function renderJson(report: Report): string {
  return `${visibleJson(report, 2)}\n`;
}
