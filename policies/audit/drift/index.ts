import type { AuditFinding } from '../finding';
import type { DriftInput } from './drift-input';
import { gitlabStateDrift } from './gitlab-state';
import { projectDrift } from './projects';
import { providerDrift } from './providers';
import { roleDrift } from './roles';
import { stateDrift } from './state';

/** What disagrees between the declaration, the state of Terraform, GitLab and the accounts. */
export function driftFindings(input: DriftInput): readonly AuditFinding[] {
  return [
    ...roleDrift(input),
    ...providerDrift(input),
    ...stateDrift(input),
    ...gitlabStateDrift(input),
    ...projectDrift(input),
  ];
}
