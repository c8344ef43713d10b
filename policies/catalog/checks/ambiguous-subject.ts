import { quote } from '../../errors';
import { openFacts, type JobFact } from '../../issuers/index';
import { defineCheck, type Match } from '../check';
import { collidingJobs } from '../colliding-jobs';
import { EXAMPLE_PROJECT, onSelfManaged, SELF_MANAGED_ARN } from '../example';
import { declaredProject } from '../project-subjects';
import { admitting, instanceAt } from '../prover';
import { SOURCES } from '../sources';
import { subPatterns } from '../sub-pattern';

const SUB = 'acme/platform/api:ref_type:branch:ref:main';
const HOST = SELF_MANAGED_ARN.slice(SELF_MANAGED_ARN.indexOf('/') + 1);
const known = (lead: 'job_project_path' | 'source_project_path') => ({
  projects: [{ ...EXAMPLE_PROJECT, subClaim: [lead, 'ref_type', 'ref'] as const }],
});
const conditions = (lead: string) => ({
  StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com', [`${HOST}:sub`]: `${lead}:${SUB}` },
});

export const ambiguousSubject = defineCheck({
  id: 'ambiguous-subject',
  severity: 'error',
  title: 'two different jobs have the `sub` that the policy accepts',
  rationale:
    "A project chooses the components of its `sub`. With some lists the subject does not specify whose code runs, or whether the ref is a branch or a tag, or which ref it is: led by `job_project_path` alone, the merge request of a fork has the subject of the project's own branch of that name. The finding shows two such jobs, whose tokens have one subject and are both accepted. The default list is not among them.",
  bad: onSelfManaged(conditions('job_project_path'), known('job_project_path')),
  good: onSelfManaged(conditions('source_project_path'), known('source_project_path')),
  fix: 'give the project a list with `ref_type`, `ref` and a component of the source project, such as `project_path` or `project_id`, or demand a claim in which the two jobs differ',
  sources: [SOURCES.gitlabToken, SOURCES.gitlabSub],
  run: (input) =>
    admitting(input).flatMap((view) =>
      subPatterns(view, input.policy.version).flatMap((pattern): readonly Match[] => {
        const project = declaredProject(input, pattern);
        if (project === undefined) return [];
        const found = collidingJobs(input, view, pattern, project);
        if (found === undefined) return [];
        const [one, other] = found.jobs;
        const open = new Set(
          view.issuers.flatMap((host) => openFacts(project.subClaim, instanceAt(input, host))),
        );
        const missing = [...open].map((fact) => WORDS[fact]).join(', or ');
        return [
          {
            message: `${quote(found.sub)} does not specify ${missing}: it is the \`sub\` of ${one.pipeline} and of ${other.pipeline}, and both can assume the role`,
            pointer: pattern.pointer,
            statement: view.statement,
            tokens: found.jobs,
          },
        ];
      }),
    ),
});

const WORDS: Readonly<Record<JobFact, string>> = {
  source_project: 'whose code runs',
  ref_type: 'whether the ref is a branch or a tag',
  ref: 'which ref it is',
};
