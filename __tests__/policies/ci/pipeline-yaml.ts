import { parseAllDocuments } from 'yaml';

/** A job, or any other top-level entry, as far as the tests look at it. */
export interface Job {
  readonly extends?: string;
  readonly stage?: string;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: unknown }>>;
  readonly before_script?: readonly (string | readonly string[])[];
  readonly script?: readonly string[];
  readonly rules?: readonly { readonly if: string }[];
  readonly environment?: { readonly name: string; readonly deployment_tier?: string };
  readonly variables?: Readonly<Record<string, string>>;
}

/** The YAML 1.1 documents of a CI file, `!reference` as a list. @throws when it is not valid */
export function ciDocuments(text: string): readonly Readonly<Record<string, unknown>>[] {
  const reference = { tag: '!reference', collection: 'seq' as const, identify: () => false };
  return parseAllDocuments(text, { version: '1.1', customTags: (tags) => [...tags, reference] }).map(
    (document) => {
      if (document.errors.length > 0 || document.warnings.length > 0)
        throw new Error([...document.errors, ...document.warnings].join('\n'));
      return document.toJS() as Readonly<Record<string, unknown>>;
    },
  );
}

const NO_JOBS = ['stages', 'workflow', 'default', 'include', 'variables'];

/** The jobs of the last document, hidden ones too. */
export function jobsOf(text: string): Readonly<Record<string, Job>> {
  const document = ciDocuments(text).at(-1) ?? {};
  return Object.fromEntries(Object.entries(document).filter(([name]) => !NO_JOBS.includes(name))) as Readonly<
    Record<string, Job>
  >;
}

/** The commands of a job's `before_script` and `script`, with `extends` and `!reference` followed as GitLab does. */
export function commandsOf(jobs: Readonly<Record<string, Job>>, name: string): readonly string[] {
  const job = jobs[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return [...beforeScript(jobs, job), ...(job.script ?? [])];
}

function beforeScript(jobs: Readonly<Record<string, Job>>, job: Job): readonly string[] {
  if (job.before_script === undefined)
    return job.extends === undefined ? [] : beforeScript(jobs, jobs[job.extends] as Job);
  return job.before_script.flatMap((item) =>
    typeof item === 'string' ? [item] : beforeScript(jobs, jobs[item[0] as string] as Job),
  );
}

/** The last document with every `extends` resolved into the job, as GitLab reads it; hidden jobs are gone. */
export function expanded(text: string): Readonly<Record<string, unknown>> {
  const document = ciDocuments(text).at(-1) ?? {};
  const jobs = jobsOf(text);
  const resolve = (job: Job): object => {
    const { extends: parent, ...own } = job;
    return parent === undefined ? own : { ...resolve(jobs[parent] as Job), ...own };
  };
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name]) => !name.startsWith('.'))
      .map(([name, entry]) => [name, name in jobs ? resolve(entry as Job) : entry]),
  );
}
