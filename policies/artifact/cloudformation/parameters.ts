import { quote } from '../../errors';
import { partitionOf } from '../../arn';
import { isBody, type Body } from '../terraform/block';
import { allowedByTemplate } from './allowed-pattern';
import { Ambiguous } from './yaml-text';
import { Undecided, type Case } from '../cases';
import { OWN_ACCOUNT } from '../own-account';
import { PartlyKnown, unknown, type Content, type Path } from './value';

/** What is known of a stack beside its template. */
export interface Given {
  readonly account?: string;
  readonly partition?: string;
  readonly region?: string;
  /** Use the values of `NoEcho` parameters. @default they are unknown, so that nothing prints them */
  readonly showSensitive?: boolean;
  /** Values of parameters; a nested stack may be given one that is not known. */
  readonly parameters?: ReadonlyMap<string, string | PartlyKnown>;
}

/** With more allowed values, each is not looked at by itself. */
const MAX_ALLOWED = 16;

/** The parameters of a template, the pseudo parameters with them. */
export class Parameters {
  /** The parameters whose default was used. */
  readonly defaulted = new Set<string>();
  private readonly declared: Body;

  constructor(
    root: Body,
    private readonly given: Given,
  ) {
    this.declared = isBody(root.Parameters) ? root.Parameters : {};
  }

  has(name: string): boolean {
    return Object.hasOwn(this.declared, name) || name.startsWith('AWS::');
  }

  /** What `Ref` gives. @throws {Undecided} where each of its allowed values is a case of its own */
  value(name: string, when: Case, path: Path): Content {
    if (name.startsWith('AWS::')) return this.pseudo(name, when);
    const declared = this.declaration(name);
    const type = typeof declared.Type === 'string' ? declared.Type : 'String';
    if (when.is(name) === undefined && this.isHidden(name))
      return unknown(
        name,
        `the parameter ${quote(name)} is \`NoEcho\`, so its value is neither used nor printed; use and print it with \`--show-sensitive\``,
      );
    const known = when.is(name) ?? this.given.parameters?.get(name) ?? this.default(name, declared, when);
    if (this.isStoredElsewhere(name) && when.is(name) === undefined)
      return unknown(name, `the parameter ${quote(name)} is the value of a Systems Manager parameter`);
    if (known instanceof PartlyKnown) return known;
    if (known === undefined) {
      const allowed = this.allowed(name)?.filter((value) => !when.isNot(name, value));
      if (allowed !== undefined && allowed.length > 0 && allowed.length <= MAX_ALLOWED)
        throw new Undecided(name, allowed, false);
      const reason = `the parameter ${quote(name)} has no default; give its value with ${quote(`--var ${name}=…`)}`;
      return new PartlyKnown([{ name, reason, allowed: allowedByTemplate(declared, allowed) }]);
    }
    if (!/^(?:CommaDelimitedList|List<)/.test(type)) return known;
    return known.split(',').map((item, index) => ({ value: item.trim(), path: [...path, index] }));
  }

  /** Whether the parameter has the value; both where it may be changed when the stack is created. @throws {Undecided} */
  equals(name: string, value: string, when: Case): boolean {
    const known = when.is(name) ?? this.fixed(name);
    if (known !== undefined) return known === value;
    if (when.isNot(name, value)) return false;
    const allowed = this.allowed(name)?.filter((each) => !when.isNot(name, each));
    if (allowed !== undefined && !allowed.includes(value)) return false;
    const others = allowed?.filter((each) => each !== value);
    if (others !== undefined && others.length <= 1) throw new Undecided(name, [value, ...others], false);
    throw new Undecided(name, [value], true);
  }

  /** The keys of a map of which the parameter must be one, as cases. @throws {Undecided} unless there are too many */
  oneOf(name: string, keys: readonly string[], when: Case): void {
    const open = keys.filter((key) => !when.isNot(name, key));
    if (this.fixed(name) === undefined && when.is(name) === undefined && open.length <= MAX_ALLOWED)
      throw new Undecided(name, open, false);
  }

  /** What a parameter is known to be: given, or as the case has it. */
  known(name: string, when: Case): string | undefined {
    return when.is(name) ?? this.fixed(name);
  }

  private fixed(name: string): string | undefined {
    const { account, region, partition, parameters } = this.given;
    if (name === 'AWS::AccountId') return account;
    if (name === 'AWS::Partition')
      return partition ?? (region === undefined ? undefined : partitionOf(region));
    if (name === 'AWS::Region') return region;
    const given = this.isHidden(name) || this.isStoredElsewhere(name) ? undefined : parameters?.get(name);
    return typeof given === 'string' ? given : undefined;
  }

  /** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
  private isHidden(name: string): boolean {
    const { NoEcho: noEcho = false } = this.declaration(name);
    return this.given.showSensitive !== true && noEcho !== false && noEcho !== 'false';
  }

  /** What is given is the name of a Systems Manager parameter, and what it stands for is the value of that one. */
  private isStoredElsewhere(name: string): boolean {
    const { Type: type } = this.declaration(name);
    return typeof type === 'string' && type.startsWith('AWS::SSM::Parameter::Value');
  }

  private declaration(name: string): Body {
    const declared = Object.hasOwn(this.declared, name) ? this.declared[name] : undefined;
    return isBody(declared) ? declared : {};
  }

  private default(name: string, declared: Body, when: Case): string | PartlyKnown | undefined {
    const { Default: value } = declared;
    if (value instanceof Ambiguous) return ambiguous(value);
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    const text = String(value as string | number | boolean);
    // the case is one in which another value was given
    if (when.isNot(name, text)) return undefined;
    this.defaulted.add(name);
    return text;
  }

  private allowed(name: string): readonly string[] | undefined {
    const { AllowedValues: values } = this.declaration(name);
    if (!Array.isArray(values) || this.isStoredElsewhere(name)) return undefined;
    const texts = values
      .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(String);
    return texts.length === values.length ? texts : undefined;
  }

  /** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
  private pseudo(name: string, when: Case): Content {
    const partition = when.is('AWS::Partition') ?? this.fixed('AWS::Partition') ?? 'aws';
    const fixed = when.is(name) ?? this.fixed(name);
    if (fixed !== undefined) return fixed;
    switch (name) {
      case 'AWS::AccountId':
        return OWN_ACCOUNT;
      case 'AWS::Partition':
        if (when.isNot(name, partition))
          return unknown(name, `${quote(name)} is not ${quote(partition)} in this case`);
        return partition;
      case 'AWS::URLSuffix':
        return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      default:
        return unknown(name, `${quote(name)} is known only when the stack is created`);
    }
  }
}

/** A scalar that has two readings. */
export function ambiguous({ source }: Ambiguous): PartlyKnown {
  return unknown(source, `YAML has more than one reading of ${quote(source)}; put it in quotes`);
}
