import { posix, resolve } from 'node:path';
import type { Federation, JudgeInput, Report, WrittenArtifact } from '../../policies/index';
import type { Input, InputOptions } from './input';
import { readFederation } from './federation-file';
import type { Terminal } from '../output/terminal';
import type { ReadInput } from './together';

/** What a command looks at: artifacts, and the declaration behind them where there is one. */
export interface CommandInput extends Pick<JudgeInput, 'locate' | 'table' | 'gitlabUrl'> {
  readonly input: Report['input'];
  readonly federation?: Federation;
  readonly artifacts: readonly WrittenArtifact[];
}

/** How an input is named on the command line. */
export interface CommandInputOptions {
  /** The declaration. */
  readonly file: string;
  /** Whether the user named it; one that only lies there says something of its own roles alone. @default false */
  readonly fileNamed?: boolean;
  /** Take the declaration that lies there for its projects, whatever roles the input holds. @default false */
  readonly forProjects?: boolean;
  /** Whether what a declaration promises is judged, too. @default false */
  readonly judgesPromises?: boolean;
  /** Where a synth writes. */
  readonly out: string;
  readonly var?: readonly string[];
  readonly varFile?: readonly string[];
  /** `ID` for every input, `INPUT=ID` for one. */
  readonly account?: readonly string[];
  readonly workspace?: string;
  /** Use and print values that are marked as sensitive. @default false: they are unknown */
  readonly showSensitive?: boolean;
  /** An issuer that is a GitLab. */
  readonly gitlabUrl?: string;
  /** The folder that a plan was made of. */
  readonly configuration?: string;
  /** Judge every root module below a folder. @default false */
  readonly recursive?: boolean;
  /** Take a declaration for what a synth of it would write, whatever a synth has written before. @default false */
  readonly asDeclared?: boolean;
}

/**
 * Reads what the user named: a declaration with what was synthesized from it, or anything that holds trust policies; several inputs are
 * judged together. Without an input it is the declaration. With inputs of which none is a declaration, the one of the folder is used for its
 * table where one is there.
 * @throws RefgateError when something cannot be read
 */
export async function readCommandInput(
  inputs: readonly string[],
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const commandInput = await readNamed(inputs, options, terminal);
  return options.gitlabUrl === undefined ? commandInput : { ...commandInput, gitlabUrl: options.gitlabUrl };
}

async function readNamed(
  inputs: readonly string[],
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const file = resolve(terminal.cwd, options.file);
  if (inputs.length === 0) return declaredInput(file, options, terminal);
  const deployed = await expanded(inputs, options, terminal);
  const { declarations, others } = await readEach(deployed.inputs, options, terminal);
  const [{ together }, { programsBeside }] = await Promise.all([
    import('./together'),
    import('./programs-beside'),
  ]);
  const synthesized = declarations.length === 0 ? [] : [options.out];
  const artifacts = [
    ...together(others),
    ...deployed.unread,
    ...(await programsBeside(others, deployed.programs, synthesized, terminal.cwd)),
  ];
  const [declaration, ...more] = declarations;
  if (declaration !== undefined) {
    if (more.length > 0) throw await twoDeclarations([declaration, ...more]);
    const declared = await declaredInput(
      resolve(terminal.cwd, declaration),
      { ...options, file: declaration },
      terminal,
    );
    return {
      ...declared,
      input: inputOf([declared.input, ...others]),
      artifacts: [...declared.artifacts, ...artifacts],
    };
  }
  const { declarationBeside } = await import('./declaration-beside');
  const { federation, isUsed, unread } = await declarationBeside(file, others, options, terminal);
  if (federation !== undefined && !isUsed)
    terminal.err(
      `\`${options.file}\` was not used, because no role of ${inputs.map((input) => `\`${input}\``).join(' or ')} has the name of one that it declares; use it with \`--file ${options.file}\`\n`,
    );
  const input = inputOf(others);
  const many = options.recursive === true && others.length > MAX_NAMED;
  return {
    input: many ? { ...input, name: `${inputs.join(', ')} (${others.length} root modules)` } : input,
    artifacts: [...artifacts, ...unread],
    federation: isUsed ? federation : undefined,
  };
}

/** Each input once, in the order of the command line. */
async function readEach(
  inputs: readonly string[],
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<{ readonly declarations: readonly string[]; readonly others: readonly ReadInput[] }> {
  const [{ readInput }, { accountsOf, loadedAs, sameAccount }] = await Promise.all([
    import('./read-input'),
    import('./together'),
  ]);
  const accountOf = accountsOf(options.account ?? [], inputs);
  const seen = new Map<string, string>();
  const loaded = new Map<string, string>();
  const declarations: string[] = [];
  const others: ReadInput[] = [];
  for (const input of inputs) {
    const path = input === '-' ? input : resolve(terminal.cwd, input);
    const earlier = seen.get(path);
    if (earlier !== undefined) throw await namedTwice(earlier, input);
    seen.set(path, input);
    if (path === resolve(terminal.cwd, options.file)) {
      declarations.push(options.file);
      continue;
    }
    const folder = loadedAs(path);
    const holder = loaded.get(folder);
    if (holder !== undefined) {
      sameAccount(accountOf, holder, input);
      continue;
    }
    loaded.set(folder, input);
    const own: InputOptions = { ...options, account: accountOf(input) };
    const read = await readRoot(input, () => readInput(input, terminal, own), options);
    if (read.kind === 'federation') declarations.push(read.file);
    else others.push({ ...read, name: input });
  }
  return { declarations, others };
}

/** What the inputs stand for. */
interface Expanded {
  readonly inputs: readonly string[];
  /** Files of programs that were found below them. */
  readonly programs: readonly string[];
  readonly unread: readonly WrittenArtifact[];
}

/** With `--recursive` a folder stands for the root modules below it. */
async function expanded(
  inputs: readonly string[],
  { recursive }: CommandInputOptions,
  terminal: Terminal,
): Promise<Expanded> {
  if (recursive !== true) return { inputs, programs: [], unread: [] };
  const { deployedBelow } = await import('./root-modules');
  const found = await Promise.all(
    inputs.map(async (input): Promise<Expanded> => {
      if (input === '-') return { inputs: [input], programs: [], unread: [] };
      const below = await deployedBelow(resolve(terminal.cwd, input));
      const named = (path: string): string => posix.join(input, path);
      const unresolved = below.unread.map((each) => ({ ...each, address: named(each.address) }));
      return {
        inputs: below.inputs.length === 0 ? [input] : below.inputs.map(named),
        programs: below.programs.map(named),
        unread: unresolved.length === 0 ? [] : [{ roles: [], providers: [], unresolved }],
      };
    }),
  );
  return {
    inputs: [...new Set(found.flatMap((each) => each.inputs))],
    programs: found.flatMap(({ programs }) => programs),
    unread: found.flatMap(({ unread }) => unread),
  };
}

/** One root module of many that cannot be read is a part that was not judged; the others are. */
async function readRoot(
  name: string,
  read: () => Promise<Input>,
  { recursive }: CommandInputOptions,
): Promise<Input> {
  if (recursive !== true) return read();
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RefgateError') throw error;
    const reason = `the root module cannot be read: ${error.message.split('\n')[0] ?? ''}`;
    const artifact: WrittenArtifact = {
      roles: [],
      providers: [],
      unresolved: [{ address: name, concerns: 'module', reason }],
    };
    return { kind: 'terraform', name, artifacts: [artifact] };
  }
}

/** Root modules that a report names one by one. */
const MAX_NAMED = 4;

function inputOf(inputs: readonly Report['input'][]): Report['input'] {
  const kinds = [...new Set(inputs.map(({ kind }) => kind))];
  return { kind: kinds.join(', '), name: inputs.map(({ name }) => name).join(', ') };
}

async function namedTwice(one: string, other: string): Promise<Error> {
  const { quote, RefgateError } = await import('../../policies/index');
  const also = one === other ? '' : `, also as ${quote(one)}`;
  return new RefgateError({
    code: 'ERR_USAGE',
    message: `the input ${quote(other)} is named twice${also}`,
    fix: 'name each input once',
  });
}

async function twoDeclarations(files: readonly string[]): Promise<Error> {
  const { quote, RefgateError } = await import('../../policies/index');
  return new RefgateError({
    code: 'ERR_USAGE',
    message: `${files.length} declarations are named: ${files.map(quote).join(', ')}`,
    expected: 'one declaration, with any number of other inputs',
    fix: 'check each of them on its own',
  });
}

/** Roles of an output are judged, whatever they were declared as; that no synth of the declaration writes the rest, nothing judges. */
function undeclaredArtifact(
  parts: readonly string[],
  { out, file }: CommandInputOptions,
): readonly WrittenArtifact[] {
  if (parts.length === 0) return [];
  const reason = `a synth of ${file} does not write it so, and what it changes is not judged: synthesize again, or, where another program writes the folder, judge it for itself: \`refgate check ${out} --file ${file}\``;
  const unresolved = parts.map((address) => ({ address, concerns: 'module' as const, reason }));
  return [{ roles: [], providers: [], unresolved }];
}

async function declaredInput(
  path: string,
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const federation = await readFederation(path, options.file);
  const outdir = resolve(terminal.cwd, options.out);
  const { hasDigests, holdsStacks, readStacks, stackTexts } = await import('./stacks');
  if (options.asDeclared !== true && (await holdsStacks(outdir))) {
    const stacks = await readStacks(outdir, terminal, { name: options.out });
    const artifacts = stacks.map(({ artifact }) => artifact);
    const [{ differenceText, differingRoles }, { undeclaredParts }] = await Promise.all([
      import('./stale-stacks'),
      import('./undeclared-parts'),
    ]);
    const undeclared = undeclaredParts(federation, await stackTexts(stacks, terminal), artifacts);
    const differ = [...differingRoles(federation, artifacts), ...undeclared];
    if (differ.length > 0) terminal.err(differenceText(differ, options.out, options.file));
    const kind = [
      'synthesized stacks',
      ...(differ.length > 0 ? [`not of this ${options.file}`] : []),
      ...((await hasDigests(outdir)) ? [] : ['without digests']),
    ].join(', ');
    return {
      input: { kind, name: options.out },
      federation,
      artifacts: [...artifacts, ...undeclaredArtifact(undeclared, options)],
    };
  }
  const { declaredArtifact } = await import('../../policies/index');
  return {
    input: { kind: 'declaration', name: options.file },
    federation,
    artifacts: [declaredArtifact(federation)],
  };
}
