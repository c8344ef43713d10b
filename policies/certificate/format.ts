/** What every file of this format says of itself. */
export const FORMAT = 'refgate-certificate';
/** Raised when a reader of the old version could misread a new file. */
export const FORMAT_VERSION = 1;

/**
 * A pattern: its text in pieces. A string is literal text, `-1` any run of UTF-16 code units, the empty one included, `-2` exactly one
 * code unit.
 */
export type GlobParts = readonly (string | -1 | -2)[];

/**
 * A regular language over UTF-16 code units. A string is its own text; `units` is one unit of the inclusive ranges
 * `[first, last, first, last, …]`; `sequence`, `either` and `both` are concatenation, union and intersection; `repeat` is zero or
 * more times; `except` is the complement.
 */
export type ShapeText =
  | string
  | { readonly units: readonly number[] }
  | { readonly sequence: readonly ShapeText[] }
  | { readonly either: readonly ShapeText[] }
  | { readonly both: readonly ShapeText[] }
  | { readonly repeat: ShapeText }
  | { readonly except: ShapeText };

/** The key has a value, and it matches the pattern: letter by letter, or, with `fold`, letters that lower-case to the same unit alike. */
export interface GlobAtom {
  readonly key: string;
  readonly matches: GlobParts;
  readonly fold?: 'lower';
}

/** A statement about one key. A statement about the value of a missing key is false. */
export type AtomText =
  | GlobAtom
  /** The key has a value, and it is in this shape: a place in `shapes`. */
  | { readonly key: string; readonly in: number }
  | { readonly missing: string };

/** A Boolean combination of statements. */
export type FormulaText =
  | boolean
  | AtomText
  | { readonly not: FormulaText }
  | { readonly all: readonly FormulaText[] }
  | { readonly any: readonly FormulaText[] };

/** Why one pattern settles another one of the same key: it is `covered` by it, or they are `disjoint`. */
export interface FactText {
  readonly pattern: GlobAtom;
  readonly other: GlobAtom;
  readonly relation: 'covered' | 'disjoint';
}

/**
 * Why a formula cannot be true. Numbers are places in `proofs`, of earlier proofs only.
 *
 * - `constant`: it is false whatever its statements are.
 * - `covered`: each cube is false together with its facts. Without `rest` the formula is false unless a whole cube holds. With it, it
 *   implies, unless a whole cube holds, what it becomes when the dropped statements are replaced by false, which `rest` refutes.
 * - `split`: without all cubes it is false; with each of them `rest` refutes it.
 * - `states`: the empty word, and each word with any unit added, is hopeless or dominated by one of the words: no continuation of it has
 *   more plain statements true or more negated ones false. What each word, and a missing key, leave to the other keys is refuted.
 */
export type ProofText =
  | { readonly kind: 'constant' }
  | {
      readonly kind: 'covered';
      readonly covered: readonly {
        readonly cube: readonly GlobAtom[];
        readonly facts: readonly FactText[];
      }[];
      readonly dropped: readonly GlobAtom[];
      readonly rest?: number;
    }
  | {
      readonly kind: 'split';
      readonly cubes: readonly { readonly cube: readonly GlobAtom[]; readonly rest: number }[];
    }
  | {
      readonly kind: 'states';
      readonly key: string;
      readonly missing: number;
      readonly words: readonly { readonly word: string; readonly rest: number }[];
    };

/** A trust policy as IAM writes it. */
export interface PolicyText {
  readonly Version?: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** What a condition key holds in every token of the world: any text, always the same text, or nothing. */
export type KeyText = 'text' | 'absent' | { readonly constant: string };

/** A role of the question, and what a counterexample would make of it. */
export interface RoleText {
  readonly name: string;
  readonly outcome: 'allow' | 'deny';
  /** ARN of the OIDC provider that vouches for the tokens. */
  readonly provider: string;
  /** The URL that the provider is registered with. */
  readonly issuer: string;
  /** Audiences that the provider accepts; absent: any. */
  readonly clientIds?: readonly string[];
  readonly policy: PolicyText;
  /** SHA-256 of the policy's JSON text, hexadecimal. */
  readonly sha256: string;
  /** By condition key in lower case. A key that is not listed is filled from something that no token contains, or with a list. */
  readonly keys: Readonly<Record<string, KeyText>>;
  readonly readings: readonly ReadingText[];
}

/** A condition that the checker does not read itself, and the formula that refgate reads it as: taken on trust. */
export interface ReadingText {
  readonly version: string;
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
  readonly formula: FormulaText;
}

/** A kind of token: the tokens for which all of its formulas hold. */
export interface CaseText {
  /** In a reader's words. */
  readonly tokens: string;
  /** Places in `formulas`: what the world says about such tokens. */
  readonly world: readonly number[];
  /** Project ids for which `world` says that the one in `sub` and the claim are the same: a fact about two keys, stated where it matters. */
  readonly sameIds?: readonly string[];
  /** Those of them that the property is about. */
  readonly about: FormulaText;
  /** Place in `proofs`: why none of them is a counterexample. */
  readonly proof: number;
}

/** One question: no token of the world, of those that it is about, is decided by every role as said. */
export interface QuestionText {
  readonly claim: string;
  /** The property as data: what the cases are made from. */
  readonly property: Readonly<Record<string, unknown>>;
  readonly roles: readonly RoleText[];
  readonly world: {
    readonly kind: 'gitlab' | 'any_sub';
    /** Condition keys of the issuer are `<host>:<claim>`. */
    readonly host: string;
    /** What the world is made from: the instance and the declared projects. */
    readonly declared: Readonly<Record<string, unknown>>;
    /** What is assumed, by name, and in words. */
    readonly assumptions: readonly { readonly id: string; readonly text: string }[];
    readonly cases: readonly CaseText[];
  };
}

/** One proof, as a file. */
export interface CertificateFile {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  /** What is proved, in words. */
  readonly property: string;
  readonly questions: readonly QuestionText[];
  readonly formulas: readonly FormulaText[];
  readonly shapes: readonly ShapeText[];
  readonly proofs: readonly ProofText[];
  /** SHA-256 of the JSON text of this file without this member, hexadecimal. */
  readonly sha256: string;
}
