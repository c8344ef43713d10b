import { entryOf, mapOf, textOf, textsOf, type CiMap, type CiNode } from '../yaml/node';
import type { CandidatePipeline } from './candidate-pipelines';
import { evaluateExpression, textsInExpression, type Lookup, type Truth } from './expression';
import { keyword, type CiJob } from './job';

/** Whether a job is created in a pipeline: `'?'` where its rules depend on something that is not known. */
export function jobRuns(job: CiJob, root: CiMap, pipeline: CandidatePipeline): Truth {
  const workflow = entryOf(root.entries.get('workflow')?.value, 'rules')?.value;
  const started = workflow === undefined ? true : rulesHold(workflow, pipeline.lookup);
  if (started === false) return false;
  const rules = keyword(job, 'rules')?.value;
  const created =
    rules === undefined ? onlyHolds(job, pipeline) : rulesHold(rules, withVariables(pipeline.lookup, job));
  return created === true ? started : created;
}

/** Texts that the rules of a file compare something with. */
export function ruleTexts(root: CiMap, jobs: readonly CiJob[]): readonly string[] {
  const rules = [
    entryOf(root.entries.get('workflow')?.value, 'rules')?.value,
    ...jobs.map((job) => keyword(job, 'rules')?.value),
  ];
  const expressions = rules.flatMap((node) =>
    node?.kind === 'list' ? node.items.flatMap((item) => textOf(entryOf(item, 'if')?.value) ?? []) : [],
  );
  const refs = jobs.flatMap((job) =>
    ['only', 'except'].flatMap((name) =>
      refsOf(keyword(job, name)?.value).filter((text) => !text.startsWith('/')),
    ),
  );
  return [...new Set([...expressions.flatMap(textsInExpression), ...refs])];
}

function withVariables(lookup: Lookup, job: CiJob): Lookup {
  return (name) => {
    const known = lookup(name);
    const variable = job.variables.get(name);
    if (known !== '?' || variable === undefined || variable.level === 'matrix') return known;
    const [text = ''] = variable.texts;
    return text.includes('$') ? '?' : { text };
  };
}

/** The first rule that holds decides; none: the job is not created. @see https://docs.gitlab.com/ci/yaml/#rules */
function rulesHold(rules: CiNode, lookup: Lookup): Truth {
  if (rules.kind !== 'list') return '?';
  let mayRun = false;
  let maySkip = false;
  for (const rule of rules.items) {
    const holds = ruleHolds(rule, lookup);
    if (holds === false) continue;
    const runs = textOf(entryOf(rule, 'when')?.value) !== 'never';
    if (runs) mayRun = true;
    else maySkip = true;
    if (holds === true) return mayRun && maySkip ? '?' : runs;
  }
  return mayRun ? '?' : false;
}

function ruleHolds(rule: CiNode, lookup: Lookup): Truth {
  const map = mapOf(rule);
  if (map === undefined) return '?';
  const expression = textOf(map.entries.get('if')?.value);
  const truth = expression === undefined ? true : evaluateExpression(expression, lookup);
  const depends = map.entries.has('changes') || map.entries.has('exists');
  return depends && truth === true ? '?' : truth;
}

/** Keywords of `only` and `except`. @see https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except */
const REF_KEYWORDS: Readonly<Record<string, (pipeline: CandidatePipeline) => boolean>> = {
  branches: ({ target }) => target.kind === 'branch',
  tags: ({ target }) => target.kind === 'tag',
  merge_requests: ({ target }) => target.kind === 'merge_request',
  pushes: ({ source }) => source === 'push',
  schedules: ({ source }) => source === 'schedule',
  web: ({ source }) => source === 'web',
  api: ({ source }) => source === 'api',
  triggers: ({ source }) => source === 'trigger',
  pipelines: ({ source }) => source === 'pipeline',
};

/** Without `rules`, `only` or `except` a job runs for branches and tags. */
function onlyHolds(job: CiJob, pipeline: CandidatePipeline): Truth {
  const only = keyword(job, 'only')?.value;
  const except = keyword(job, 'except')?.value;
  const needsMore = [only, except].some(
    (node) =>
      mapOf(node) !== undefined &&
      ['changes', 'variables', 'kubernetes'].some((key) => mapOf(node)?.entries.has(key)),
  );
  const included = anyRef(refsOf(only).length === 0 ? ['branches', 'tags'] : refsOf(only), pipeline);
  const excluded = anyRef(refsOf(except), pipeline);
  if (included === false || excluded === true) return false;
  return needsMore || included === '?' || excluded === '?' ? '?' : true;
}

function refsOf(node: CiNode | undefined): readonly string[] {
  return mapOf(node) === undefined ? textsOf(node) : textsOf(entryOf(node, 'refs')?.value);
}

function anyRef(refs: readonly string[], pipeline: CandidatePipeline): Truth {
  const answers = refs.map((ref): Truth => {
    const [name = ''] = ref.split('@');
    const known = REF_KEYWORDS[name];
    if (known !== undefined) return known(pipeline);
    if (pipeline.target.kind === 'merge_request') return false;
    return name.startsWith('/')
      ? evaluateExpression(`$CI_COMMIT_REF_NAME =~ ${name}`, pipeline.lookup)
      : pipeline.target.name === name;
  });
  return answers.includes(true) ? true : answers.includes('?') ? '?' : false;
}
