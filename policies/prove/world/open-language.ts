import {
  ANYTHING,
  both,
  either,
  except,
  optional,
  repeat,
  sequence,
  text,
  type Shape,
} from '../../automata/index';
import { SUB_CLAIM_COMPONENTS, type SubClaimComponent } from '../../gitlab/index';
import { VALUE, VALUE_LETTER, componentShape, type SubjectRules } from './component-shapes';
import type { OpenComponents, SubjectForm, ValuePattern } from './subject';

/** A form whose components are not known. */
export type OpenForm = SubjectForm & { readonly components: OpenComponents };

/**
 * The language of a `sub` whose components are the project's own choice: any components, in any order. What follows the first
 * component that refgate does not know is any text, since nothing is known of its values. Worlds share the language; what one of them
 * knows about single values is stated beside it.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 */
export interface OpenLanguage {
  /** The whole `sub`. */
  readonly whole: Shape;
  /** Everything behind the first component: empty, or `:` and further components. */
  readonly rest: Shape;
}

const languages = new Map<string, OpenLanguage>();

/** Cost: two automata of some hundred states, grown where they are walked. */
export function openLanguage(form: OpenForm, rules: SubjectRules): OpenLanguage {
  const { components, refType, refProtected } = form;
  const name = JSON.stringify([components.names, refType, refProtected, rules]);
  const made = languages.get(name) ?? makeLanguage(form, rules);
  languages.set(name, made);
  return made;
}

function makeLanguage({ components, refType, refProtected }: OpenForm, rules: SubjectRules): OpenLanguage {
  const fixed: Readonly<Partial<Record<SubClaimComponent, string>>> = {
    ref_type: refType,
    ref_protected: String(refProtected),
  };
  const shape = (component: SubClaimComponent): Shape => {
    const value = fixed[component];
    return value === undefined ? componentShape(component, rules) : text(value);
  };
  const pair = either(
    ...SUB_CLAIM_COMPONENTS.map((component) => sequence(`${component}:`, shape(component))),
  );
  const known = repeat(sequence(':', pair));
  if (components.names === 'known') return { whole: sequence(pair, known), rest: known };
  const rest = sequence(known, optional(sequence(':', UNKNOWN_TAIL)));
  return { whole: either(sequence(pair, rest), UNKNOWN_TAIL), rest };
}

/** A component that refgate does not know, and whatever follows. */
const UNKNOWN_TAIL: Shape = sequence(both(VALUE, except(either(...SUB_CLAIM_COMPONENTS))), ':', ANYTHING);

const KNOWN_PAIR = sequence(either(...SUB_CLAIM_COMPONENTS), ':', VALUE);
const END = optional(sequence(':', ANYTHING));

/**
 * Texts in which one of the components occurs with a value that matches, before any component that is not known.
 * @param where `whole`: of a whole `sub`; `rest`: of what follows its first component
 */
export function withPart(
  where: keyof OpenLanguage,
  components: readonly SubClaimComponent[],
  values: readonly ValuePattern[],
): Shape {
  const name = JSON.stringify([where, components, values]);
  const known = parts.get(name);
  if (known !== undefined) return known;
  const value = either(...values.map(valueShape));
  const made =
    where === 'whole'
      ? sequence(repeat(sequence(KNOWN_PAIR, ':')), either(...components), ':', value, END)
      : sequence(repeat(sequence(':', KNOWN_PAIR)), ':', either(...components), ':', value, END);
  if (parts.size >= MAX_PARTS) parts.clear();
  parts.set(name, made);
  return made;
}

/** Many subjects state the same, and the automaton of a shape is kept with it. */
const parts = new Map<string, Shape>();
const MAX_PARTS = 256;

function valueShape(value: ValuePattern): Shape {
  return sequence(
    ...value.map((part): Shape => (typeof part === 'string' ? text(part) : repeat(VALUE_LETTER))),
  );
}
