import type { Unresolved } from './terraform/written';

/** A program in a folder that deploys what no file of the folder shows. */
interface Row {
  readonly name: RegExp;
  /** What it is, for the report. */
  readonly what: string;
  /** How to get an input from it, in the imperative. */
  readonly fix: string;
  /** The folder or file that it writes, and that is judged in its place, by the text of the program file. */
  readonly output?: (text: string) => string;
  /** Whether its own text shows that it deploys nothing to AWS. @default it may */
  readonly harmless?: (text: string) => boolean;
}

/** The Serverless Framework for another cloud. */
const OTHER_CLOUD =
  /^provider:[ \t]*(?:#.*)?\n(?:[ \t]+.*\n)*?[ \t]+name:[ \t]*["']?(?:azure|google|tencent|aliyun|cloudflare|openwhisk|kubeless|knative)\b/m;

/** `output` of `cdk.json` and `cdktf.json`. */
const outputOf =
  (usual: string) =>
  (text: string): string =>
    /"output"\s*:\s*"([^"\\]+)"/.exec(text)?.[1] ?? usual;

/**
 * Programs that make roles, or templates with roles, beside the files that are judged: one row each.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 * @see https://www.serverless.com/framework/docs/providers/aws/guide/iam
 * @see https://docs.aws.amazon.com/cdk/v2/guide/projects.html
 * @see https://sst.dev/docs/reference/config/
 */
const ROWS: readonly Row[] = [
  {
    name: /^Pulumi\.ya?ml$/,
    what: 'a Pulumi program',
    fix: 'give the output of `pulumi stack export` or of `pulumi preview --json --show-sames`, too',
  },
  {
    name: /^serverless(?:-compose)?\.(?:ya?ml|json|[cm]?[jt]s)$/,
    what: 'a service of the Serverless Framework',
    fix: 'run `serverless package` and give `.serverless/cloudformation-template-update-stack.json`, too',
    output: () => '.serverless/cloudformation-template-update-stack.json',
    harmless: (text) => OTHER_CLOUD.test(text) && !/aws/i.test(text),
  },
  {
    name: /^cdk\.json$/,
    what: 'an app of the AWS CDK',
    fix: 'run `cdk synth` and give its output, such as `cdk.out`, too',
    output: outputOf('cdk.out'),
  },
  {
    name: /^cdktf\.json$/,
    what: 'an app of CDKTF',
    fix: 'run `cdktf synth` and give its output, such as `cdktf.out`, too',
    output: outputOf('cdktf.out'),
  },
  {
    name: /^sst\.config\.[cm]?[jt]s$/,
    what: 'an app of SST',
    fix: 'give the roles as AWS has them: `aws iam get-account-authorization-details`',
  },
];

/** Whether a file of this name belongs to a program that may deploy roles. */
export function isProgramFile(name: string): boolean {
  return ROWS.some((row) => row.name.test(name));
}

/** A file of a program, with what stands for it. */
export interface ProgramFile {
  /** What is not judged: it may hold a role. */
  readonly unread: Unresolved;
  /** Relative to its folder: judged in its place, where it is an input, too. */
  readonly output?: string;
}

/**
 * What a program may deploy that is not judged; nothing where its text shows that it deploys nothing to AWS.
 * @param name without the folder
 * @param file as messages call it
 */
export function programFile(name: string, file: string, text: string): ProgramFile | undefined {
  const row = ROWS.find((each) => each.name.test(name));
  if (row === undefined || row.harmless?.(text) === true) return undefined;
  const reason = `${row.what} is not read, and it may create a role: ${row.fix}`;
  const position = { file, line: 1, column: 1 };
  return { unread: { address: file, concerns: 'module', reason, position }, output: row.output?.(text) };
}
