import type { DeclaredProject, Role } from '../../federation/index';
import type { LintInput } from '../lint-rule';
import { awsUse } from './aws-use';
import type { CiJob, JobWord } from './job';
import { namedRoles, type NamedRole } from './named-role';

/** A role that a job asks for where it runs in a project. */
export interface JobRole {
  readonly job: CiJob;
  readonly project: DeclaredProject;
  readonly use: JobWord;
  readonly named: NamedRole;
}

/** A declared role that a job asks for. */
export interface AskedRole extends JobRole {
  readonly role: Role;
  readonly named: Extract<NamedRole, { kind: 'declared' }>;
}

/** Every role that every job asks for, in every project that the file may belong to; none without a declaration. */
export function jobRoles({ jobs, federation, projects, variables }: LintInput): readonly JobRole[] {
  if (federation === undefined) return [];
  return jobs.flatMap((job) =>
    projects.flatMap((key) => {
      const project = federation.projects.get(key);
      if (project === undefined) return [];
      return awsUse(job).roles.flatMap((use) =>
        namedRoles(use, job, project, federation, variables).map((named) => ({ job, project, use, named })),
      );
    }),
  );
}

export function askedRoles(input: LintInput): readonly AskedRole[] {
  return jobRoles(input).flatMap((entry) =>
    entry.named.kind === 'declared' ? [{ ...entry, named: entry.named, role: entry.named.role }] : [],
  );
}
