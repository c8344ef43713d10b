import type { CertificateFile } from '../../policies/certificate';
import { withDigests } from './certified';
import { pick } from './random-gitlab';

type Choose = (below: number) => number;
type Json = { [name: string]: unknown };

/** A change of a certificate, by what is changed. */
export interface Mutant {
  readonly kind: string;
  readonly file: CertificateFile;
}

const KINDS: Readonly<Record<string, (file: Mutable, choose: Choose) => void>> = {
  'a condition dropped': (file, choose) => {
    const statement = statementOf(file, choose);
    const operators = Object.keys(statement.Condition);
    if (operators.length > 0) delete statement.Condition[pick(choose, operators)];
  },
  'a value changed': (file, choose) => {
    const statement = statementOf(file, choose);
    const [operator] = Object.keys(statement.Condition);
    const keys = operator === undefined ? undefined : statement.Condition[operator];
    const [key] = Object.keys(keys ?? {});
    if (keys !== undefined && key !== undefined)
      keys[key] = pick(choose, ['*', 'x', ['*a*', '?'], 'project_path:*']);
  },
  'a statement added': (file, choose) => {
    const { Statement } = pick(choose, pick(choose, file.questions).roles).policy;
    const { Condition: _all, ...open } = pick(choose, Statement);
    Statement.push(open as (typeof Statement)[number]);
  },
  'a verdict swapped': (file, choose) => {
    const role = pick(choose, pick(choose, file.questions).roles);
    role.outcome = role.outcome === 'allow' ? 'deny' : 'allow';
  },
  'a role dropped': (file, choose) => void pick(choose, file.questions).roles.pop(),
  'a formula of the world dropped': (file, choose) =>
    drop(pick(choose, pick(choose, file.questions).world.cases).world, choose),
  'a case dropped': (file, choose) => drop(pick(choose, file.questions).world.cases, choose),
  'an assumption removed': (file, choose) => drop(pick(choose, file.questions).world.assumptions, choose),
  'what it is about changed': (file, choose) => {
    pick(choose, pick(choose, file.questions).world.cases).about = pick(choose, [false, true]);
  },
  'a shape changed': (file, choose) => {
    if (file.shapes.length > 0)
      file.shapes[choose(file.shapes.length)] = pick(choose, ['', { either: [] }, { except: '' }]);
  },
  'a formula changed': (file, choose) => {
    if (file.formulas.length > 0) file.formulas[choose(file.formulas.length)] = pick(choose, [true, false]);
  },
  'a word dropped': (file, choose) => {
    const states = file.proofs.filter(({ kind }) => kind === 'states');
    if (states.length > 0) drop(pick(choose, states).words as unknown[], choose);
  },
  'a word changed': (file, choose) => {
    const states = file.proofs.filter(({ kind }) => kind === 'states');
    const words = states.length === 0 ? [] : (pick(choose, states).words as { word: string }[]);
    if (words.length > 0) pick(choose, words).word += pick(choose, ['a', ':', '/']);
  },
  'a proof swapped': (file, choose) => {
    pick(choose, pick(choose, file.questions).world.cases).proof = choose(file.proofs.length);
  },
  'a proof made constant': (file, choose) => {
    file.proofs[choose(file.proofs.length)] = { kind: 'constant' };
  },
  'a fact dropped or turned': (file, choose) => {
    const covered = file.proofs.filter(({ kind }) => kind === 'covered');
    const cubes =
      covered.length === 0 ? [] : (pick(choose, covered).covered as { facts: { relation: string }[] }[]);
    const { facts } = cubes.length === 0 ? { facts: [] } : pick(choose, cubes);
    if (facts.length === 0) return;
    if (choose(2) === 0) drop(facts, choose);
    else pick(choose, facts).relation = pick(choose, ['covered', 'disjoint']);
  },
  'a cube dropped': (file, choose) => {
    const covered = file.proofs.filter(({ kind }) => kind === 'covered');
    if (covered.length > 0) drop(pick(choose, covered).covered as unknown[], choose);
  },
};

interface Mutable {
  questions: {
    roles: { outcome: string; policy: { Statement: { Condition: { [operator: string]: Json } }[] } }[];
    world: { assumptions: unknown[]; cases: { world: unknown[]; about: unknown; proof: number }[] };
  }[];
  formulas: unknown[];
  shapes: unknown[];
  proofs: (Json & { kind: string })[];
}

/** A certificate with one change, and with the digests that belong to it, or without; `undefined` where the change changes nothing. */
export function mutantOf(file: CertificateFile, choose: Choose, digests: boolean): Mutant | undefined {
  const kind = pick(choose, Object.keys(KINDS));
  const changed = structuredClone(file) as unknown as Mutable;
  KINDS[kind]!(changed, choose);
  if (JSON.stringify(changed) === JSON.stringify(file)) return undefined;
  const made = changed as unknown as CertificateFile;
  return { kind, file: digests ? withDigests(made) : made };
}

function statementOf(file: Mutable, choose: Choose) {
  const statement = pick(choose, pick(choose, pick(choose, file.questions).roles).policy.Statement);
  statement.Condition ??= {};
  return statement;
}

function drop(list: unknown[], choose: Choose): void {
  if (list.length > 0) list.splice(choose(list.length), 1);
}
