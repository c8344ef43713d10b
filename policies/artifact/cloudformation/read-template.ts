import { RefgateError, quote, type Position } from '../../errors';
import { isBody, type Body } from '../terraform/block';
import type {
  Notice,
  PartialRole,
  Unresolved,
  WrittenArtifact,
  WrittenProvider,
  WrittenRole,
} from '../terraform/written';
import { Case, Undecided, everyCase } from '../cases';
import { NO_LOOPS, Steps, type Resource, type Stack } from './computation';
import { decidedBy } from './decided-by';
import { definitionOf } from './definition';
import { Evaluator } from './evaluate';
import { expanded } from './for-each';
import { Parameters, type Given } from './parameters';
import { providersOf } from './providers';
import { localTemplate, parametersOf } from './nested';
import { PROVIDER_TYPES } from './resources';
import { exists, rolesOf } from './roles';
import { nearest, parseTemplateText, type Template } from './template';
import { textsOf } from './resource-texts';
import { withGlobals } from './sam-globals';
import { hasMacro, programBehind, unreadResource, unreadTransforms } from './unread';
import { PartlyKnown, type Path } from './value';

export interface ReadTemplateOptions extends Given {
  /** The name under which positions are reported. */
  readonly file?: string;
  /** What the addresses begin with, such as the name of the stack. @default nothing */
  readonly prefix?: string;
  /** The templates around a nested one. @default none */
  readonly templatesAround?: readonly Body[];
  /** What other stacks export, by name. @default nothing is known of them */
  readonly imports?: ReadonlyMap<string, string>;
  /** A template that one names by a local path. @default nested stacks are not judged */
  readonly nested?: (file: string | undefined, reference: string) => NestedTemplate | undefined;
}

/** A template that another one names. */
export interface NestedTemplate {
  readonly text: string;
  readonly file: string;
}

/** Stacks within stacks, deeper than this, are not read. */
const MAX_NESTING = 10;

/** What reading a nested template costs beside its values. */
const NESTED_COST = 1_000;

/**
 * Reads a CloudFormation template, in JSON or YAML, as it is written by hand, by SAM or by the CDK: the roles and OIDC providers that a
 * stack of it has. Parameters have their defaults; what depends on a condition is read in every case.
 * @throws {RefgateError} `ERR_JSON`, `ERR_YAML`: not parsable · `ERR_TEMPLATE`: it has no resources, or expands to too much
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function readCloudFormation(text: string, options: ReadTemplateOptions = {}): WrittenArtifact {
  const read = new TemplateReader(parseTemplateText(text, options.file), options, new Steps(), 0).read();
  const ofStack = {};
  const shared = <T extends Pick<WrittenRole, 'account'>>(role: T): T =>
    role.account === undefined ? { ...role, sharedAccount: ofStack } : role;
  return { ...read, roles: read.roles.map(shared), partial: read.partial?.map(shared) };
}

/**
 * The values that a stack of a template exports, as far as they are known.
 * @throws {RefgateError} as {@link readCloudFormation}
 */
export function stackExports(text: string, options: ReadTemplateOptions = {}): ReadonlyMap<string, string> {
  const template = parseTemplateText(text, options.file);
  return new TemplateReader(template, options, new Steps(), 0).exports();
}

/**
 * The names of a template's parameters.
 * @throws {RefgateError} as {@link readCloudFormation}
 */
export function declaredParameters(text: string, file?: string): readonly string[] {
  const { Parameters: parameters } = parseTemplateText(text, file).root;
  return isBody(parameters) ? Object.keys(parameters) : [];
}

class TemplateReader {
  private readonly roles: WrittenRole[] = [];
  private readonly partial: PartialRole[] = [];
  private readonly providers: WrittenProvider[] = [];
  private readonly unresolved: Unresolved[] = [];
  private readonly notices: Notice[] = [];
  private readonly resources = new Map<string, Resource>();
  private readonly stack: Stack;

  constructor(
    private readonly template: Template,
    private readonly options: ReadTemplateOptions,
    private readonly steps: Steps,
    private readonly depth: number,
  ) {
    const parameters = new Parameters(template.root, options);
    const { imports = new Map<string, string>() } = options;
    this.stack = { template, parameters, resources: this.resources, steps, imports };
  }

  exports(): ReadonlyMap<string, string> {
    this.collect();
    const { Outputs: outputs } = this.template.root;
    const found = new Map<string, string>();
    for (const [id, output] of Object.entries(isBody(outputs) ? outputs : {})) {
      if (!isBody(output) || !isBody(output.Export)) continue;
      const { Value: value, Export: exported } = output;
      const cases = everyCase((when) => {
        const evaluator = new Evaluator(this.stack, when);
        return [exported.Name, value].map((node) => evaluator.text(node, ['Outputs', id], NO_LOOPS));
      });
      const [only, ...others] = cases ?? [];
      const [name, text] = only?.result ?? [];
      if (others.length === 0 && typeof name === 'string' && typeof text === 'string') found.set(name, text);
    }
    return found;
  }

  read(): WrittenArtifact {
    const { root } = this.template;
    if (!isBody(root.Resources)) throw this.withoutResources();
    for (const { name, path } of unreadTransforms(root)) {
      const [section] = path;
      const reason = ['Transform', 'Fn::Transform', 'Resources'].includes(section ?? '')
        ? `the macro ${quote(name)} may change every resource of the template, and what it makes is not judged`
        : `the macro ${quote(name)} makes a part of ${quote(section ?? '')}, and what depends on that is not judged`;
      this.open('the template', reason, path);
    }
    this.collect();
    for (const resource of this.resources.values()) this.resource(resource);
    this.say();
    const { roles, partial, providers, unresolved, notices } = this;
    return { roles, partial: partial.length === 0 ? undefined : partial, providers, unresolved, notices };
  }

  /** Resources with their loops unrolled. */
  private collect(): void {
    const evaluator = new Evaluator(this.stack, new Case());
    const { Resources: resources } = this.template.root;
    try {
      for (const entry of expanded(evaluator, isBody(resources) ? resources : {}, ['Resources'], NO_LOOPS)) {
        if (entry instanceof PartlyKnown) {
          this.open(
            'Resources',
            `which resources there are depends on ${quote(entry.first.name)}: ${entry.first.reason}`,
            ['Resources'],
          );
        } else if (entry.name !== 'Fn::Transform') this.add(entry.name, entry.node, entry.path, entry.loops);
      }
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      this.open(
        'Resources',
        `which resources there are depends on ${quote(error.name)}; give its value with \`--var\``,
        ['Resources'],
      );
    }
  }

  private add(id: string, node: unknown, path: Path, loops: Resource['loops']): void {
    if (this.resources.has(id))
      return this.open(id, `the resource ${quote(id)} is in the template twice`, path);
    if (isBody(node) && typeof node.Type === 'string')
      this.resources.set(id, withGlobals(this.template.root, { id, type: node.Type, node, path, loops }));
    else this.open(id, `the resource ${quote(id)} has no \`Type\``, path);
  }

  private resource(resource: Resource): void {
    const { id, type, node, path } = resource;
    if (this.nestedStack(resource)) return;
    const unread = unreadResource(resource, () => textsOf(this.stack, resource));
    const { Properties: properties } = node;
    const program = unread === undefined && !PROVIDER_TYPES.has(type) ? programBehind(type) : undefined;
    if (program !== undefined) this.note(id, program, path);
    // a macro may make anything of what stands beside it, a trust policy included
    if (hasMacro(resource) && unread !== undefined) return this.open(id, unread, path);
    const isFunction =
      type === 'AWS::Serverless::Function' &&
      isBody(properties) &&
      Object.hasOwn(properties, 'AssumeRolePolicyDocument');
    if (type === 'AWS::IAM::Role' || isFunction) {
      const found = rolesOf(this.stack, resource, this.address(isFunction ? `${id}Role` : id));
      this.roles.push(...found.roles);
      this.partial.push(
        ...found.partial.map((partial) => ({
          ...partial,
          definition: () => definitionOf(this.stack, resource, this.around(partial.address)),
        })),
      );
      this.unresolved.push(...found.unresolved);
      if (node.Condition !== undefined) this.conditional(resource);
    } else if (PROVIDER_TYPES.has(type)) {
      const found = providersOf(this.stack, resource, this.address(id));
      this.providers.push(...found.providers);
      this.unresolved.push(...found.unresolved);
    } else if (unread !== undefined) this.open(id, unread, path);
  }

  /** Reads the template of a nested stack that is at hand, in every case of its parameters. */
  private nestedStack(resource: Resource): boolean {
    const { nested } = this.options;
    const reference = localTemplate(resource);
    if (reference === undefined || nested === undefined || this.depth >= MAX_NESTING) return false;
    const found = nested(this.options.file, reference);
    const cases = everyCase((when) => parametersOf(new Evaluator(this.stack, when), resource));
    if (found === undefined || cases === undefined) return false;
    const given = isBody(resource.node.Properties) ? resource.node.Properties.Parameters : undefined;
    const written = JSON.stringify(given ?? null);
    const decided = decidedBy(this.stack, [...new Set(cases.flatMap(({ when }) => when.names))], resource);
    // a value that is given and not known may decide the cases of a role in it
    const decidedWithin = new Map([
      ...decided,
      ['the parameters', written],
      ...decidedBy(this.stack, [written], resource),
    ]);
    for (const { result, when } of cases) {
      this.steps.take(NESTED_COST);
      const said = cases.length === 1 ? '' : when.describe();
      const prefix = this.address(said === '' ? resource.id : `${resource.id} (${said})`);
      const templatesAround = [...(this.options.templatesAround ?? []), this.template.root];
      const options = { ...this.options, file: found.file, prefix, parameters: result, templatesAround };
      const template = parseTemplateText(found.text, found.file);
      const inner = new TemplateReader(template, options, this.steps, this.depth + 1).read();
      const here = <T extends Pick<WrittenRole, 'address' | 'caseOf' | 'decidedBy'>>(role: T): T => {
        if (cases.length === 1 && role.caseOf === undefined) return role;
        const { caseOf = role.address, decidedBy: within = [] } = role;
        const around = [...(role.caseOf === undefined ? decided : decidedWithin)].map(
          ([name, text]) => [`${name} of \`${resource.id}\``, text] as const,
        );
        const plain = `${this.address(resource.id)}${caseOf.slice(prefix.length)}`;
        return { ...role, caseOf: plain, decidedBy: new Map([...within, ...around]) };
      };
      this.roles.push(...inner.roles.map(here));
      this.partial.push(...(inner.partial ?? []).map(here));
      this.providers.push(...inner.providers);
      this.unresolved.push(...inner.unresolved);
      this.notices.push(...(inner.notices ?? []));
    }
    return true;
  }

  /** A role that may not be there is judged as if it were, and that is said. */
  private conditional(resource: Resource): void {
    const cases = everyCase((when) => exists(this.stack, resource, when)) ?? [];
    if (cases.length > 0 && cases.every(({ result }) => result)) return;
    const name = typeof resource.node.Condition === 'string' ? resource.node.Condition : 'Condition';
    this.note(resource.id, `the role is created only if ${quote(name)} holds; it is judged as if it does`, [
      ...resource.path,
      'Condition',
    ]);
  }

  /** What the judgement rests on beside the template. */
  private say(): void {
    const { parameters } = this.stack;
    if (this.roles.length + this.partial.length === 0) return;
    const names = [...parameters.defaulted].toSorted().map(quote);
    if (names.length > 0)
      this.note(
        'Parameters',
        `judged with the ${names.length === 1 ? 'default' : 'defaults'} of ${names.join(', ')}; give other values with \`--var\``,
        ['Parameters'],
      );
  }

  private around(address: string): readonly unknown[] {
    const { account, partition, region, parameters = new Map(), templatesAround = [] } = this.options;
    return [address, account, partition, region, [...parameters], templatesAround];
  }

  private address(id: string): string {
    const { prefix } = this.options;
    return prefix === undefined ? id : `${prefix}/${id}`;
  }

  private open(id: string, reason: string, path: Path): void {
    this.unresolved.push({
      address: this.address(id),
      concerns: 'module',
      reason,
      position: this.place(path),
    });
  }

  private note(id: string, reason: string, path: Path): void {
    this.notices.push({ address: this.address(id), reason, position: this.place(path) });
  }

  private place(path: Path): Position | undefined {
    return nearest(this.template, path);
  }

  private withoutResources(): RefgateError {
    const position = nearest(this.template, []);
    return new RefgateError({
      code: 'ERR_TEMPLATE',
      message: 'the CloudFormation template has no `Resources`',
      position,
      expected: 'an object of resources',
    });
  }
}
