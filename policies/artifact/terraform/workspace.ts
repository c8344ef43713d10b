import type { AccountDefaults } from './account';
import type { Body, ConfigurationFile, Positions } from './block';
import { Case, Undecided } from '../cases';
import type { BodyReader } from './body-value';
import { Budget } from './budget';
import type { Answer, Question } from './question';
import type { InstalledModule } from './installed-module';
import { moduleBody, type ModuleBody } from './module-body';
import type { Value } from './value';

/** The files that one root module and its modules may come from. */
export interface ConfigurationSource {
  /** A key of `directories`. */
  readonly root: string;
  /** Terraform files by directory, relative to one place, with `/` and without `./` in front. */
  readonly directories: ReadonlyMap<string, readonly ConfigurationFile[]>;
  /** Directories of modules that `terraform init` fetched, by module path: `ci`, `ci.roles`. */
  readonly installed?: ReadonlyMap<string, InstalledModule>;
  /** The text of other files that `file` and `templatefile` may read, by the same kind of path. */
  readonly texts?: ReadonlyMap<string, CompanionText>;
  /** Paths of all files below a directory, relative to it, by its path: what `fileset` chooses from. Nothing: there is no telling. */
  readonly listings?: ReadonlyMap<string, readonly string[] | undefined>;
  readonly variables?: ReadonlyMap<string, GivenVariable>;
  /** Files of variables beside the root module that are not loaded, by the name that messages use. */
  readonly leftOut?: readonly LeftOutVariables[];
  /** Attributes that a plan or a state shows, by address; used where the configuration does not tell. */
  readonly known?: ReadonlyMap<string, Body>;
  /** `terraform.workspace`, where the caller knows it. */
  readonly workspace?: string;
  /** Use the values that are marked as sensitive. @default they are unknown, so that nothing prints them */
  readonly showSensitive?: boolean;
  /** AWS account, partition and region, where the configuration leaves them open. */
  readonly defaults?: AccountDefaults;
}

/** The text of a file, or why there is none. */
export type CompanionText =
  | string
  | {
      /** Completes "the file … ". */
      readonly unread: string;
      /** There is no such file. */
      readonly absent?: true;
    };

/** A file, or all paths below a directory, that the configuration asks for and the source does not have. */
export interface FileRequest {
  readonly kind: 'text' | 'listing';
  /** As the keys of `texts`. */
  readonly path: string;
}

/** A file of variables that Terraform does not load by itself. */
export interface LeftOutVariables {
  readonly path: string;
  /** The user named other files, so this one was omitted on purpose. */
  readonly onPurpose: boolean;
}

/** A root variable from outside: the text of `-var`, or a member of a variables file. */
export type GivenVariable =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  /** Strings are templates, as a converter of `.tfvars` files leaves them. */
  | { readonly kind: 'template'; readonly value: unknown }
  /** Evaluated already; `text` is what it was evaluated from. */
  | { readonly kind: 'value'; readonly value: Value; readonly text: string }
  /** It has a value that cannot be read. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** What the cases of all roles may cost together. */
const CASE_STEPS = 2_000_000;

/** What every module instance of one configuration shares. */
export class Workspace {
  private readonly bodies = new Map<string, ModuleBody>();
  private readonly caseReader: BodyReader;
  private readonly noCase = new Case();
  private looked: { readonly when: Case; readonly asked: Map<string, number> } | undefined;

  constructor(
    readonly source: ConfigurationSource,
    private readonly ownReader: BodyReader,
    private readonly positionsOf: (file: ConfigurationFile) => Positions,
    /** Is told every file that is asked for and not there. */
    readonly missing: (request: FileRequest) => void = () => undefined,
  ) {
    this.caseReader = ownReader.with(new Budget(CASE_STEPS));
  }

  get reader(): BodyReader {
    return this.looked === undefined ? this.ownReader : this.caseReader;
  }

  /** The case that is looked at, or the one in which nothing is assumed. */
  get when(): Case {
    return this.looked?.when ?? this.noCase;
  }

  /**
   * Does the work as things are in a case, with a budget that all cases share.
   * @throws {Undecided} where an expression depends on what the case does not decide
   */
  inCase<T>(when: Case | undefined, work: () => T): T {
    const before = this.looked;
    this.looked = when === undefined ? undefined : { when, asked: new Map() };
    try {
      return work();
    } finally {
      this.looked = before;
    }
  }

  /** @param name what one value has in the whole configuration @throws {Undecided} */
  answer(name: string, { local = false, values, open, refuses }: Question): Answer | undefined {
    if (this.looked === undefined) return undefined;
    const { when, asked } = this.looked;
    const time = (asked.get(name) ?? 0) + 1;
    asked.set(name, time);
    // what is evaluated is the same each time, and so is the order of its questions
    const key = local && time > 1 ? `${name} (${time})` : name;
    const is = when.is(key);
    if (is !== undefined) return { is };
    const possible = values.filter((value) => !when.isNot(key, value) && refuses?.(value) !== true);
    if (possible.length === 0 && open) return {};
    throw new Undecided(key, possible, open);
  }

  /** The module in a directory, or nothing when the source has no such directory. */
  body(directory: string): ModuleBody | undefined {
    const known = this.bodies.get(directory);
    if (known !== undefined) return known;
    const files = this.source.directories.get(directory);
    if (files === undefined) return undefined;
    const body = moduleBody(files, this.positionsOf);
    this.bodies.set(directory, body);
    return body;
  }
}

/** `a/b` and `../c` → `a/c`. */
export function joinPath(directory: string, relative: string): string {
  const parts: string[] = [];
  for (const part of [...directory.split('/'), ...relative.split('/')]) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
