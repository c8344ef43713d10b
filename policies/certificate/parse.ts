import { RefgateError, quote } from '../errors';
import { FORMAT, FORMAT_VERSION, type CertificateFile } from './format';

/** What a value of the file must be, by its place; throws where it is not. */
type Rule = (value: unknown, at: string) => void;

/** Lengths of the tables that places point into. */
interface Tables {
  readonly formulas: number;
  readonly shapes: number;
  readonly proofs: number;
}

/**
 * Reads a certificate file. Whatever it accepts has the form that the checker relies on; whether the proof holds is another question.
 * @param name of the file, for messages
 * @throws RefgateError `ERR_CERTIFICATE` for anything else than a certificate of this version, with the place
 */
export function parseCertificate(text: string, name: string): CertificateFile {
  const refuse = (message: string, expected: string): never => {
    throw new RefgateError({
      code: 'ERR_CERTIFICATE',
      message: `${message} (${name})`,
      expected,
      fix: 'write it again with `refgate prove --certificate`',
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('the certificate is not JSON', 'a file that `refgate prove --certificate` wrote');
  }
  const top = isObject(value) ? value : {};
  if (top.format !== FORMAT) refuse('not a certificate', `a JSON object with \`"format": "${FORMAT}"\``);
  if (top.version !== FORMAT_VERSION)
    refuse(
      `unknown version of the format: got ${quote(String(JSON.stringify(top.version)))}`,
      `\`${FORMAT_VERSION}\``,
    );
  const wrong = (at: string, expected: string): never =>
    refuse(`invalid certificate at ${quote(at === '' ? '/' : at)}`, expected);
  rulesOf(lengthsOf(top), wrong)(value, '');
  return value as CertificateFile;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lengthsOf({ formulas, shapes, proofs }: Readonly<Record<string, unknown>>): Tables {
  const length = (table: unknown): number => (Array.isArray(table) ? table.length : 0);
  return { formulas: length(formulas), shapes: length(shapes), proofs: length(proofs) };
}

/** The form of a whole file. */
function rulesOf(tables: Tables, wrong: (at: string, expected: string) => never): Rule {
  const text: Rule = (value, at) => void (typeof value === 'string' || wrong(at, 'a string'));
  const exactly =
    (...values: readonly unknown[]): Rule =>
    (value, at) =>
      void (values.includes(value) || wrong(at, values.map((one) => JSON.stringify(one)).join(' or ')));
  const list =
    (rule: Rule): Rule =>
    (value, at) => {
      if (!Array.isArray(value)) return wrong(at, 'a list');
      value.forEach((entry, i) => rule(entry, `${at}/${i}`));
    };
  /** An object with these members and no other; a name with `?` behind it may be omitted. */
  const members =
    (rules: Readonly<Record<string, Rule>>): Rule =>
    (value, at) => {
      if (!isObject(value)) return wrong(at, 'an object');
      for (const [name, rule] of Object.entries(rules)) {
        const plain = name.replace(/\?$/, '');
        if (Object.hasOwn(value, plain)) rule(value[plain], `${at}/${plain}`);
        else if (plain === name) wrong(at, `a member \`${name}\``);
      }
      for (const name of Object.keys(value))
        if (!Object.hasOwn(rules, name) && !Object.hasOwn(rules, `${name}?`))
          wrong(`${at}/${name}`, 'no such member');
    };
  const each =
    (rule: Rule): Rule =>
    (value, at) => {
      if (!isObject(value)) return wrong(at, 'an object');
      for (const [name, entry] of Object.entries(value)) rule(entry, `${at}/${name}`);
    };
  const place =
    (table: keyof Tables): Rule =>
    (value, at) =>
      void (
        (Number.isInteger(value) && (value as number) >= 0 && (value as number) < tables[table]) ||
        wrong(at, `a place in \`${table}\``)
      );
  /** One of several forms, told by a member that only it has. */
  const byMember =
    (forms: Readonly<Record<string, Rule>>): Rule =>
    (value, at) => {
      const name = isObject(value) ? Object.keys(forms).find((one) => Object.hasOwn(value, one)) : undefined;
      return name === undefined ? wrong(at, Object.keys(forms).join(', ')) : forms[name]!(value, at);
    };
  const orText =
    (rule: Rule): Rule =>
    (value, at) =>
      typeof value === 'string' ? undefined : rule(value, at);
  const textOrList = orText(list(text));

  const glob = members({
    key: text,
    matches: list((value, at) => (typeof value === 'string' ? undefined : exactly(-1, -2)(value, at))),
    'fold?': exactly('lower'),
  });
  const formula: Rule = (value, at) => {
    if (typeof value === 'boolean') return;
    byMember({
      matches: glob,
      in: members({ key: text, in: place('shapes') }),
      missing: members({ missing: text }),
      not: members({ not: formula }),
      all: members({ all: list(formula) }),
      any: members({ any: list(formula) }),
    })(value, at);
  };
  const units: Rule = (value, at) => {
    const ok =
      Array.isArray(value) &&
      value.length % 2 === 0 &&
      value.every(
        (unit, i) => Number.isInteger(unit) && unit <= 0xffff && unit >= (i === 0 ? 0 : value[i - 1]),
      );
    if (!ok) wrong(at, 'ranges of UTF-16 code units, ascending');
  };
  const shape: Rule = (value, at) =>
    orText(
      byMember({
        units: members({ units }),
        sequence: members({ sequence: list(shape) }),
        either: members({ either: list(shape) }),
        both: members({ both: list(shape) }),
        repeat: members({ repeat: shape }),
        except: members({ except: shape }),
      }),
    )(value, at);
  const cube = list(glob);
  const rest = place('proofs');
  const fact = members({ pattern: glob, other: glob, relation: exactly('covered', 'disjoint') });
  const kinds: Readonly<Record<string, Rule>> = {
    constant: members({ kind: text }),
    covered: members({
      kind: text,
      covered: list(members({ cube, facts: list(fact) })),
      dropped: cube,
      'rest?': rest,
    }),
    split: members({ kind: text, cubes: list(members({ cube, rest })) }),
    states: members({ kind: text, key: text, missing: rest, words: list(members({ word: text, rest })) }),
  };
  const proof: Rule = (value, at) => {
    const kind = isObject(value) ? String(value.kind) : '';
    return Object.hasOwn(kinds, kind) ? kinds[kind]!(value, at) : wrong(at, Object.keys(kinds).join(', '));
  };
  const principal = orText(members({ 'Federated?': textOrList, 'AWS?': textOrList, 'Service?': textOrList }));
  const policy = members({
    Version: exactly('2012-10-17', '2008-10-17'),
    Statement: list(
      members({
        'Sid?': text,
        Effect: exactly('Allow', 'Deny'),
        'Principal?': (value, at) =>
          typeof value === 'string' ? exactly('*')(value, at) : principal(value, at),
        'NotPrincipal?': exactly('*'),
        'Action?': textOrList,
        'NotAction?': textOrList,
        'Condition?': each(each(textOrList)),
      }),
    ),
  });
  const key: Rule = (value, at) =>
    typeof value === 'string' ? exactly('text', 'absent')(value, at) : members({ constant: text })(value, at);
  const reading = members({ version: text, operator: text, key: text, values: list(text), formula });
  const role = members({
    name: text,
    outcome: exactly('allow', 'deny'),
    provider: text,
    issuer: text,
    'clientIds?': list(text),
    policy,
    sha256: text,
    keys: each(key),
    readings: list(reading),
  });
  const tokenCase = members({
    tokens: text,
    world: list(place('formulas')),
    'sameIds?': list(text),
    about: formula,
    proof: rest,
  });
  const anything: Rule = () => undefined;
  const question = members({
    claim: text,
    property: each(anything),
    roles: list(role),
    world: members({
      kind: exactly('gitlab', 'any_sub'),
      host: text,
      declared: each(anything),
      assumptions: list(members({ id: text, text })),
      cases: list(tokenCase),
    }),
  });
  return members({
    format: text,
    version: exactly(FORMAT_VERSION),
    property: text,
    questions: list(question),
    formulas: list(formula),
    shapes: list(shape),
    proofs: list(proof),
    sha256: text,
  });
}
