import { parseProviderArn } from '../trust/index';
import {
  anyRequestWorld,
  gitlabWorld,
  redundancies,
  someToken,
  type ClaimPatterns,
  type Redundancy,
  type RoleTrust,
  type TokenExample,
  type TokenKind,
  type World,
  withAssumptions,
} from '../prove/index';
import { issuerHost, providerArn, type ProviderRegistration } from '../context/index';
import type { Instance, Project } from '../gitlab/index';
import type { Condition, Statement } from '../trust/index';
import { isGitlabHost, isReference } from './issuer-hosts';
import { allowing, federated, views, type View } from './statements';
import type { SubPattern } from './sub-pattern';
import type { CheckInput } from './check-input';
import type { Entry, EntryWorld } from './entry';
import { isExcluded } from './exclusion';
import { isPlainlyMinted } from './project-subjects';

/** A token that comes in. Without an example it depends on the rest of the request whether it does. */
export interface Through {
  readonly example?: TokenExample;
  /** What it depends on. */
  readonly dependsOn: readonly string[];
}

/** Something about who can assume a role that could not be determined. */
export interface Undetermined {
  readonly statement: Statement;
  readonly pointer: string;
  readonly reason: string;
}

/** What may be spent on all questions about one policy: product states. Who asks after that is told so. */
const NODES = 400_000;
/** What may be spent on one question. */
const NODES_OF_QUESTION = 50_000;

/** Answers of the prover about one policy: asked once, kept for all checks. */
class Answers {
  readonly undetermined = new Map<string, Undetermined>();
  private readonly known = new Map<
    string,
    { readonly through: Through | undefined; readonly natural: boolean }
  >();
  private readonly roles = new Map<string, RoleTrust>();
  private found: ReadonlyMap<Statement, readonly Redundancy[]> | undefined;
  /** Tokens that can assume the role, by the provider that was looked up. */
  private readonly admitted = new Map<string, TokenExample>();
  private left = NODES;

  constructor(private readonly input: CheckInput) {}

  /** @param natural whether somebody reads the example */
  through(entry: Entry, kind: TokenKind, natural: boolean): Through | undefined {
    for (const host of entry.view.issuers) {
      const through = this.at(host, entry, kind, natural);
      if (through !== undefined) return through;
    }
    return undefined;
  }

  private at(host: string, entry: Entry, kind: TokenKind, natural: boolean): Through | undefined {
    if (isExcluded(entry, kind, host, this.input.policy.version)) return undefined;
    const role = this.roleOf(host, entry);
    const name = `${host} ${nameOf(entry)} ${nameOfKind(kind)}`;
    const known = this.known.get(name);
    if (known !== undefined && (known.natural || !natural || known.through?.example === undefined))
      return known.through;
    const world = worldOf(this.input, host, entry.world ?? 'open');
    const maxNodes = Math.min(this.left, NODES_OF_QUESTION);
    const through = this.heard(someToken(role, kind, world, { maxNodes, natural }), entry.view);
    this.known.set(name, { through, natural });
    return through;
  }

  private heard(answer: ReturnType<typeof someToken>, view: View): Through | undefined {
    this.left = Math.max(0, this.left - answer.nodes);
    switch (answer.kind) {
      case 'none':
        return undefined;
      case 'some':
        return { example: answer.example, dependsOn: [] };
      case 'depends':
        return { dependsOn: answer.on };
      case 'undecided':
        this.hear(view, answer.reason);
        return undefined;
    }
  }

  private hear({ statement, pointer }: View, reason: string): void {
    this.undetermined.set(`${pointer} ${reason}`, { statement, pointer, reason });
  }

  /** The statement behind every Deny, with the provider of the host named in full: so a Terraform reference can be judged, too. */
  roleOf(host: string, entry: Entry): RoleTrust {
    const { view, pattern, without, past } = entry;
    const name = nameOf({ ...entry, world: 'open' }) + host;
    const known = this.roles.get(name);
    if (known !== undefined) return known;
    const { policy } = this.input;
    const provider = providerOf(host, [view], this.input);
    const narrowed = narrowedTo(view.statement, pattern, without);
    const denies =
      past === 'no_deny' ? [] : views(this.input).filter(({ statement }) => statement.effect === 'Deny');
    const statements = [
      forProvider(narrowed, view, host, provider),
      ...denies.map((deny) => forProvider(deny.statement, deny, host, provider)),
    ];
    const role = { policy: { ...policy, statements }, provider };
    this.roles.set(name, role);
    return role;
  }

  /** What no token needs, by statement. */
  redundant(): ReadonlyMap<Statement, readonly Redundancy[]> {
    this.found ??= this.findRedundant();
    return this.found;
  }

  /** A token that can assume the role, as far as the search for dead statements came across one. */
  admittedBy(provider: ProviderRegistration): TokenExample | undefined {
    this.redundant();
    return this.admitted.get(JSON.stringify(provider));
  }

  private findRedundant(): ReadonlyMap<Statement, readonly Redundancy[]> {
    const all = views(this.input);
    const hosts = [...new Set(all.filter(({ allows }) => allows).flatMap(({ issuers }) => issuers))];
    const byHost = hosts.map((host) => {
      const original = new Map<number, Statement>(all.map(({ statement }) => [statement.index, statement]));
      const provider = providerOf(host, all, this.input);
      const statements = all.map((view) => forProvider(view.statement, view, host, provider));
      const role = { policy: { ...this.input.policy, statements }, provider };
      const found = redundancies(role, openWorld(worldOf(this.input, host, 'open')), {
        budget: { maxNodes: NODES_OF_QUESTION },
        denies: false,
        values: 'compared',
        onAdmitted: ({ index }, example) => {
          const written = original.get(index);
          if (written !== undefined && namesProvider(written, provider))
            this.admitted.set(JSON.stringify(provider), example);
        },
        onUndecided: ({ index }, reason) => {
          const view = all.find(({ statement }) => statement.index === index);
          if (view !== undefined && view.issuers.includes(host)) this.hear(view, reason);
        },
      });
      return [
        host,
        found.map((one) => ({ ...one, statement: original.get(one.statement.index) as Statement })),
      ] as const;
    });
    return new Map(
      all
        .filter(({ allows }) => allows)
        .map(({ statement, issuers }) => {
          const lists = byHost
            .filter(([host]) => issuers.includes(host))
            .map(([, found]) => found.filter((one) => one.statement === statement));
          return [statement, lists.length === 1 ? (lists[0] ?? []) : everywhere(lists)];
        }),
    );
  }
}

/** What is redundant for the tokens of each issuer. */
function everywhere(lists: readonly (readonly Redundancy[])[]): readonly Redundancy[] {
  const [first = [], ...others] = lists;
  const isWhole = ({ kind }: Redundancy): boolean => kind !== 'redundant_value';
  return first.filter((one) =>
    others.every((list) =>
      list.some(
        (other) =>
          isWhole(other) ||
          (!isWhole(one) && other.condition === one.condition && other.valueIndex === one.valueIndex),
      ),
    ),
  );
}

const cache = new WeakMap<CheckInput, Answers>();

function answersOf(input: CheckInput): Answers {
  const whole = input.whole ?? input;
  const known = cache.get(whole) ?? new Answers(whole);
  cache.set(whole, known);
  return known;
}

/** A token of the kind that comes in there, if any does. What cannot be decided is kept for {@link undeterminedOf}. */
export function tokenThrough(input: CheckInput, entry: Entry, kind: TokenKind): Through | undefined {
  return answersOf(input).through(entry, kind, true);
}

/** Whether any token of the kind comes in there: {@link tokenThrough} without the cost of a readable example. */
export function isThrough(input: CheckInput, entry: Entry, kind: TokenKind): boolean {
  return answersOf(input).through(entry, kind, false) !== undefined;
}

/** Whether a project can mint a `sub` that a value matches, on whatever ref. */
export function isMinted(input: CheckInput, view: View, pattern: SubPattern, project: Project): boolean {
  return isPlainlyMinted(view, pattern, project) || searchMinted(input, view, pattern, project);
}

/** {@link isMinted} by the prover alone. */
export function searchMinted(input: CheckInput, view: View, pattern: SubPattern, project: Project): boolean {
  const { condition } = pattern;
  const alone: View = {
    ...view,
    statement: { ...view.statement, effect: 'Allow', conditions: [condition] },
  };
  const world = { project, rules: false };
  return isThrough(input, { view: alone, pattern, world, past: 'no_deny' }, { declared: project });
}

/** The role as it is asked about at an entry, for each issuer that the statement trusts. */
export function rolesAt(input: CheckInput, entry: Entry): readonly RoleTrust[] {
  return entry.view.issuers.map((host) => answersOf(input).roleOf(host, entry));
}

/** What is proved to be without effect in an Allow statement. */
export function redundantIn(input: CheckInput, { statement }: View): readonly Redundancy[] {
  return answersOf(input).redundant().get(statement) ?? [];
}

/**
 * A token that can assume the role where STS looks up this provider. None is not an answer.
 *
 * The search for dead statements asks about each Allow statement behind every Deny, in the world of {@link everyToken}: a token that gets
 * through one of them can assume the role.
 */
export function admittedToken(input: CheckInput, provider: ProviderRegistration): TokenExample | undefined {
  return answersOf(input).admittedBy(provider);
}

/** Whether it is proved that no token matches the statement and gets past every Deny. */
export function isDead(input: CheckInput, view: View): boolean {
  return redundantIn(input, view).some(({ kind }) => kind === 'dead_statement');
}

/** The Allow statements that a token may come in by: not proved to be dead, and of a provider that STS may look up for the role. */
export function admitting(input: CheckInput): readonly View[] {
  const known = admittingViews.get(input);
  if (known !== undefined) return known;
  const list = allowing(input).filter((view) => !isElsewhere(input, view) && !isDead(input, view));
  admittingViews.set(input, list);
  return list;
}

const admittingViews = new WeakMap<CheckInput, readonly View[]>();

/** Whether every provider that the statement trusts is in another account or partition than the role: STS looks up none of them. */
function isElsewhere({ account, partition }: CheckInput, { statement }: View): boolean {
  const names = federated(statement).map(parseProviderArn);
  return (
    names.length > 0 &&
    names.every(
      (arn) =>
        arn !== undefined &&
        ((account !== undefined && arn.account !== account) ||
          (partition !== undefined && arn.partition !== partition)),
    )
  );
}

/** What could not be determined by the checks that ran so far. */
export function undeterminedOf(input: CheckInput): readonly Undetermined[] {
  return [...answersOf(input).undetermined.values()];
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Lists of patterns go by number: a list of hundreds of projects is one object, and long to spell out. */
export function nameOfKind({ in: within, notIn, declared, ...kind }: TokenKind): string {
  const number = (thing: object): number => {
    const known = numbers.get(thing) ?? (count += 1);
    numbers.set(thing, known);
    return known;
  };
  const numbered = (claims: ClaimPatterns = {}): unknown =>
    Object.entries(claims).map(([claim, list]) => [claim, list.length === 0 ? 0 : number(list)]);
  return JSON.stringify([
    kind,
    numbered(within),
    numbered(notIn),
    declared === undefined ? 0 : number(declared),
  ]);
}

function nameOf({ view, pattern, without, past, world = 'open' }: Entry): string {
  const asked = world === 'open' ? world : [world.project.path, world.rules];
  return JSON.stringify([
    view.pointer,
    pattern?.condition.pointer,
    pattern?.index,
    without?.pointer,
    past,
    asked,
  ]);
}

/** Stands for an account that nothing specifies: which one decides nothing. */
export const ACCOUNT = '111122223333';

/** The provider that a statement names for the host; where none is named in full, one in the account of the role. */
function providerOf(host: string, among: readonly View[], { account }: CheckInput): ProviderRegistration {
  const named = among
    .flatMap(({ statement }) => federated(statement))
    .map(parseProviderArn)
    .find((name) => name?.host === host);
  return sameProvider({
    issuer: `https://${host}`,
    account: named?.account ?? account ?? ACCOUNT,
    partition: named?.partition ?? 'aws',
  });
}

const providers = new Map<string, ProviderRegistration>();
const MAX_PROVIDERS = 256;

/** Equal providers are one object, so that what is read off one is read once for all roles. */
function sameProvider(provider: ProviderRegistration): ProviderRegistration {
  const name = JSON.stringify(provider);
  const known = providers.get(name) ?? provider;
  if (providers.size >= MAX_PROVIDERS) providers.clear();
  providers.set(name, known);
  return known;
}

/** Whether a statement names the provider itself, or a reference that may be it. */
function namesProvider(statement: Statement, { issuer, account, partition }: ProviderRegistration): boolean {
  const arn = providerArn(issuer, account, partition);
  return federated(statement).some((name) => name === arn || isReference(name));
}

/** The statement for one value of a condition, and without another condition. One that is not narrowed stays itself: what is read off it is read once. */
function narrowedTo(
  statement: Statement,
  pattern: SubPattern | undefined,
  without: Condition | undefined,
): Statement {
  const conditions = statement.conditions.flatMap((condition) => {
    if (condition === without) return [];
    return condition === pattern?.condition && condition.values.length > 1
      ? [{ ...condition, values: [condition.values[pattern.index] as string] }]
      : [condition];
  });
  const isWhole =
    conditions.length === statement.conditions.length &&
    conditions.every((condition, index) => condition === statement.conditions[index]);
  return isWhole ? statement : { ...statement, conditions };
}

function forProvider(
  statement: Statement,
  { issuers }: View,
  host: string,
  provider: ProviderRegistration,
): Statement {
  const { principal } = statement;
  if (principal.kind !== 'listed' || principal.federated.length === 0 || !issuers.includes(host))
    return statement;
  const arn = providerArn(provider.issuer, provider.account, provider.partition);
  if (principal.federated.length === 1 && principal.federated[0] === arn) return statement;
  return { ...statement, principal: { ...principal, federated: [arn] } };
}

type Worlds = Map<string, ReturnType<typeof gitlabWorld>>;
const open: Worlds = new Map();
const declared = new WeakMap<Project, Worlds>();
const MAX_WORLDS = 64;

/** A finding shows a token of components that exist: that there may be others makes no policy a mistake. */
const KNOWN = { 'known-components': true } as const;

/** Every token of an issuer, also with components that refgate does not know: what no token can do there is a proof. */
export function everyToken(input: CheckInput, host: string): World {
  return openWorld(worldOf(input, host, 'open'));
}

/** With components that refgate does not know: what no token needs is a proof. */
function openWorld(world: World): World {
  return world.kind === 'gitlab' ? withAssumptions(world, { 'known-components': false }) : world;
}

/** The tokens of a GitLab; of any other issuer every request. `sub` components are each project's own choice, so no list of them is taken for the usual one. */
function worldOf(input: CheckInput, host: string, asked: EntryWorld): World {
  if (!isGitlabHost(host, input)) return anyRequestWorld(`https://${host}`);
  const instance = instanceAt(input, host);
  const name = JSON.stringify([instance, asked !== 'open' && asked.rules]);
  const worlds = asked === 'open' ? open : (declared.get(asked.project) ?? new Map());
  if (asked !== 'open') declared.set(asked.project, worlds);
  const world =
    worlds.get(name) ??
    (asked === 'open'
      ? gitlabWorld({ instance, projects: [], assume: KNOWN })
      : gitlabWorld({
          instance,
          projects: [asked.project],
          assume: { ...KNOWN, ...(asked.rules ? {} : { 'declared-rules': false, 'git-refs': false }) },
        }));
  if (worlds.size >= MAX_WORLDS) worlds.clear();
  worlds.set(name, world);
  return world;
}

/** The declared GitLab, where it is the one at that host. */
export function instanceAt({ instance: known }: CheckInput, host: string): Instance {
  const issuer = `https://${host}`;
  return known !== undefined && issuerHost(known.issuer) === host ? known : { url: issuer, issuer };
}
