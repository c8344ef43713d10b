import { JsonPositions, parseRepeatedMembers } from '../../trust/index';
import { RefgateError, quote } from '../../errors';
import { CONFIGURATION } from '../configuration-shape';
import { shapeProblems } from '../shape';
import { awsAccount, type AccountDefaults } from './account';
import { isBody, type ConfigurationFile, type Positions } from './block';
import { BodyReader } from './body-value';
import { Budget } from './budget';
import { collect } from './collect';
import { givenVariable } from './given-variable';
import { HclPositions } from './hcl-positions';
import { ModuleInstance } from './module-instance';
import { NOTHING } from './variable';
import { Workspace, type ConfigurationSource, type FileRequest, type LeftOutVariables } from './workspace';
import type { Unresolved, WrittenArtifact } from './written';

/** Enough for a configuration of thousands of roles; a few seconds at most. */
const STEPS = 5_000_000;

export interface ReadTerraformJsonOptions extends AccountDefaults {
  /** The name under which positions are reported. */
  readonly file?: string;
}

/**
 * Reads one synthesized `cdk.tf.json`, or one self-contained `.tf.json`.
 * @param input its text (then positions are known) or its parsed JSON
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_INPUT_KIND`: no Terraform configuration
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readTerraformJson(input: unknown, options: ReadTerraformJsonOptions = {}): WrittenArtifact {
  const text = typeof input === 'string' ? input : '';
  const parsed = typeof input === 'string' ? parseRepeatedMembers(input, options.file) : undefined;
  if (parsed?.ok === false) throw new RefgateError(parsed.problem);
  const file: ConfigurationFile = {
    path: options.file ?? 'cdk.tf.json',
    text,
    syntax: 'json',
    body: parsed === undefined ? input : parsed.value,
  };
  const positionsOf = (): Positions => new JsonPositions(text, options.file);
  return readWith({ root: '.', directories: new Map([['.', [file]]]), defaults: options }, positionsOf);
}

/**
 * Reads a Terraform configuration: every role of the root module and of the modules that it calls, with `count` and `for_each` expanded.
 * Nothing is applied, so what AWS decides is unresolved unless it follows from the text, such as the ARN of an OIDC provider.
 * @param missing is told every file that the configuration reads and the source does not have: with it the result may be another
 * @throws {RefgateError} `ERR_INPUT_KIND`: a file that is not a Terraform configuration
 */
export function readTerraformConfiguration(
  source: ConfigurationSource,
  missing?: (request: FileRequest) => void,
): WrittenArtifact {
  const positionsOf = (file: ConfigurationFile): Positions =>
    file.syntax === 'hcl' ? new HclPositions(file.text, file.path) : new JsonPositions(file.text, file.path);
  return readWith(source, positionsOf, missing);
}

function readWith(
  source: ConfigurationSource,
  positionsOf: (file: ConfigurationFile) => Positions,
  missing?: (request: FileRequest) => void,
): WrittenArtifact {
  for (const file of [...source.directories.values()].flat()) {
    if (!isBody(file.body)) {
      throw new RefgateError({
        code: 'ERR_INPUT_KIND',
        message: `${quote(file.path)} is not a Terraform configuration`,
        expected: 'a JSON object with `resource`, `data`, `locals` and so on',
      });
    }
    const problems = shapeProblems(CONFIGURATION, file.body, positionsOf(file), 'Terraform configuration');
    if (problems.length > 0) throw new RefgateError(problems);
  }
  const reader = new BodyReader(new Budget(STEPS));
  const workspace = new Workspace(source, reader, positionsOf, missing);
  const body = workspace.body(source.root);
  if (body === undefined) return { roles: [], providers: [], unresolved: [] };
  const defaults = source.defaults ?? {};
  const root = new ModuleInstance(workspace, body, {
    prefix: '',
    path: [],
    directory: source.root,
    input: (name) => givenVariable(name, source.variables?.get(name), body.variables.get(name), reader),
    aws: () => awsAccount(undefined, reader, NOTHING, defaults),
  });
  const { unresolved, notices = [], ...found } = collect(root);
  const leftOut = source.leftOut ?? [];
  return {
    ...found,
    unresolved: [...unresolved, ...leftOut.filter(({ onPurpose }) => !onPurpose).map(notLoaded)],
    notices: [...notices, ...leftOut.filter(({ onPurpose }) => onPurpose).map(notLoaded)],
  };
}

/** Other values of the variables may open a trust policy, or make more roles. */
function notLoaded({ path }: LeftOutVariables): Unresolved {
  const reason =
    'the file is not loaded, as Terraform does not load it by itself: with its values the roles may be others; name the files that count with `--var-file`';
  return { address: path, concerns: 'module', reason };
}
