import { iamArn, parseIamArn } from '../arn';
import { OWN_ACCOUNT, type AllowedStrings, type PartialRole, type UnknownPart } from '../artifact/index';
import { roleReference } from '../chain/index';
import { claimRow } from '../gitlab/index';
import { parseJsonText, type Policy } from '../trust/index';
import { policyBounds, type PolicyBounds } from './policy-bounds';

/** A trust policy with its unknown parts as places: what is in each place is free, or follows from where it is. */
export interface PartialPolicy {
  /** Indexes of the unknown parts that may be any string, with the places where they are. */
  readonly free: ReadonlyMap<number, FreePart>;
  /** Indexes of those that are assumed, with what is assumed. */
  readonly assumed: ReadonlyMap<number, AssumedPart>;
  /** The JSON text with values in the places. */
  fill(values: ReadonlyMap<number, string>): string;
  /** Indexes of those in AWS principals: which one it is decides nothing about tokens, but about role chains. */
  readonly callers: ReadonlySet<number>;
  /**
   * The JSON text with marks in all places that are in conditions, and `${unknown}` in those of AWS principals; what else is unknown has its
   * assumed value.
   */
  readonly marked: string;
}

/** A mark in place of an unknown part, see `marked`. */
const UNKNOWN_MARK = /\ue000\d+\ue001/g;

/** The bounds of a role's trust policy with its unknown parts in `marked`. */
export function boundsOfParts(policy: Policy, { unknown }: PartialRole): PolicyBounds {
  return policyBounds(policy, UNKNOWN_MARK, (mark) => unknown[Number(mark.slice(1, -1))]?.allowed?.forms);
}

export interface FreePart {
  /** What it can be, where something limits it. */
  readonly allowed?: AllowedStrings;
  /** It is the whole value of a condition on the subject. */
  readonly subject: boolean;
  /** It is a path or an id that GitLab made: without wildcards, whatever it is. */
  readonly madeByGitlab?: 'path' | 'group' | 'id';
  /** A value of the claim that it is compared with; absent where any string is one. */
  readonly claimValue?: string;
}

/**
 * An attribute of a project or a group of the GitLab provider.
 * @see https://docs.gitlab.com/user/reserved_names/ paths have letters, digits, `_`, `-`, `.` and `/`
 */
const MADE_BY_GITLAB: readonly (readonly [attribute: RegExp, kind: NonNullable<FreePart['madeByGitlab']>])[] =
  [
    [/(?:^|\.)gitlab_project\.[^.]+\.path_with_namespace$/, 'path'],
    [/(?:^|\.)gitlab_(?:project\.[^.]+\.path|group\.[^.]+\.(?:path|full_path))$/, 'group'],
    [/(?:^|\.)gitlab_(?:project|group)\.[^.]+\.(?:id|group_id|namespace_id)$/, 'id'],
  ];

export interface AssumedPart {
  readonly value: string;
  /** What the part is assumed to be; absent where it decides nothing. */
  readonly assumption?: { readonly what: string; readonly is: string };
}

/** In place of an unknown part of an AWS principal: role chains take it for any string. */
const UNKNOWN_CALLER = '${unknown}';

const OPEN = '\ue000';
const CLOSE = '\ue001';
const PLACE = /\ue000(\d+)\ue001/g;
const ONLY_PLACE = /^\ue000(\d+)\ue001$/;

/**
 * The role with each occurrence of an unknown part on its own where the part is in a principal and in a condition: what is assumed of it
 * in the one place decides something in the other.
 */
export function separateParts(role: PartialRole): PartialRole {
  const parsed = parseJsonText(
    role.parts.map((part) => (typeof part === 'number' ? `${OPEN}${part}${CLOSE}` : part)).join(''),
  );
  const places = new Places(role.account ?? OWN_ACCOUNT, role.partition ?? 'aws', role.unknown);
  if (!parsed.ok || !places.document(parsed.value)) return role;
  const unknown = [...role.unknown];
  const parts = role.parts.map((part) => {
    const isShared =
      typeof part === 'number' &&
      places.principals.has(part) &&
      (places.free.has(part) || (places.callers.has(part) && places.providers.has(part)));
    return isShared ? unknown.push(unknown[part] as UnknownPart) - 1 : part;
  });
  return { ...role, parts, unknown };
}

/**
 * Takes a partly known trust policy apart. Nothing when an unknown part is somewhere else than in a condition's values, a principal or a
 * statement ID: then nothing can be told of the policy.
 */
export function partialPolicy(role: PartialRole): PartialPolicy | undefined {
  const fill = (values: (index: number) => string): string =>
    role.parts
      .map((part) => (typeof part === 'number' ? JSON.stringify(values(part)).slice(1, -1) : part))
      .join('');
  const parsed = parseJsonText(fill((index) => `${OPEN}${index}${CLOSE}`));
  if (!parsed.ok) return undefined;
  const places = new Places(role.account ?? OWN_ACCOUNT, role.partition ?? 'aws', role.unknown);
  if (!places.document(parsed.value)) return undefined;
  const { free, assumed, callers } = places;
  return {
    free: new Map([...free].filter(([index]) => !assumed.has(index))),
    assumed,
    callers,
    fill: (values) => fill((index) => assumed.get(index)?.value ?? values.get(index) ?? ''),
    marked: fill((index) => {
      if (callers.has(index)) return places.roles.get(index) ?? UNKNOWN_CALLER;
      const known = places.audiences.has(index) ? undefined : assumed.get(index)?.value;
      return known ?? `${OPEN}${index}${CLOSE}`;
    }),
  };
}

class Places {
  readonly free = new Map<number, FreePart>();
  readonly assumed = new Map<number, AssumedPart>();
  readonly principals = new Set<number>();
  /** Those of `principals` that are in an AWS principal, and in a provider. */
  readonly callers = new Set<number>();
  readonly providers = new Set<number>();
  /** In place of those of `callers` that are the ARN of a role of the input. */
  readonly roles = new Map<number, string>();
  /** Those of `assumed` that are an audience: a proof takes them for any string. */
  readonly audiences = new Set<number>();

  constructor(
    private readonly account: string,
    private readonly partition: string,
    private readonly unknown: PartialRole['unknown'],
  ) {}

  /** Whether every place is one that can be judged. */
  document(document: unknown): boolean {
    if (!isRecord(document)) return false;
    const { Statement: statements, ...rest } = document;
    if (hasPlace(rest)) return false;
    return (Array.isArray(statements) ? statements : [statements]).every((one) => this.statement(one));
  }

  private statement(statement: unknown): boolean {
    if (!isRecord(statement)) return !hasPlace(statement);
    const { Sid: sid, Principal: principal, Condition: condition, ...rest } = statement;
    if (hasPlace(rest)) return false;
    for (const [, index] of placesOf(sid)) this.assumed.set(Number(index), { value: 'Unknown' });
    return this.principal(principal, condition) && this.condition(condition);
  }

  private principal(principal: unknown, condition: unknown): boolean {
    if (!isRecord(principal)) return !hasPlace(principal);
    return Object.entries(principal).every(([type, value]) => {
      if (hasPlace(type)) return false;
      return [value].flat().every((item: unknown) => {
        if (typeof item !== 'string' || !hasPlace(item)) return !hasPlace(item);
        for (const [, index] of placesOf(item)) {
          this.principals.add(Number(index));
          if (type === 'Federated') this.providers.add(Number(index));
        }
        return type === 'Federated' ? this.provider(item, condition) : this.otherPrincipal(type, item);
      });
    });
  }

  /** The ARN of a provider: its account and partition are the role's own, and its issuer is the one whose keys the conditions name. */
  private provider(arn: string, condition: unknown): boolean {
    const [, only] = ONLY_PLACE.exec(arn) ?? [];
    if (only !== undefined) {
      const host = hostOf(condition);
      if (host === undefined) return false;
      const value = iamArn(this.partition, this.account, `oidc-provider/${host}`);
      this.assumed.set(Number(only), {
        value,
        assumption: { what: 'provider', is: `that of \`${host}\` in the role's account` },
      });
      return true;
    }
    const { partition, account, resource } = parseIamArn(arn) ?? {};
    if (partition === undefined || account === undefined || hasPlace(resource)) return false;
    return (
      this.assume(partition, this.partition, 'partition') && this.assume(account, this.account, 'account')
    );
  }

  private assume(text: string, value: string, what: string): boolean {
    const [, only] = ONLY_PLACE.exec(text) ?? [];
    if (only !== undefined)
      this.assumed.set(Number(only), { value, assumption: { what, is: "the role's own" } });
    return only !== undefined || !hasPlace(text);
  }

  /** A service or an AWS principal: whatever it is, no token of an issuer. No role is assumed from another partition. */
  private otherPrincipal(type: string, item: string): boolean {
    if (type !== 'AWS' && type !== 'Service' && type !== 'CanonicalUser') return false;
    const partition = parseIamArn(item)?.partition ?? '';
    const [, ofPartition] = ONLY_PLACE.exec(partition) ?? [];
    for (const [, index] of placesOf(item)) {
      if (index === ofPartition) {
        this.assumed.set(Number(index), { value: this.partition });
        continue;
      }
      if (type === 'AWS') this.callers.add(Number(index));
      const { role } = this.unknown[Number(index)] ?? {};
      if (role !== undefined && (ONLY_PLACE.test(item) || isAccountOfRole(item)))
        this.roles.set(Number(index), roleReference(role));
      const value =
        ONLY_PLACE.test(item) && type === 'AWS' ? `arn:aws:iam::${this.account}:root` : this.account;
      this.assumed.set(Number(index), { value });
    }
    return true;
  }

  private condition(condition: unknown): boolean {
    if (!isRecord(condition)) return !hasPlace(condition);
    return Object.entries(condition).every(([operator, keys]) => {
      if (hasPlace(operator) || !isRecord(keys)) return !hasPlace([operator, keys]);
      return Object.entries(keys).every(([key, values]) => {
        for (const value of [values].flat() as readonly unknown[]) {
          for (const [, index] of placesOf(value)) {
            if (/:aud$/i.test(key) && typeof value === 'string' && ONLY_PLACE.test(value)) {
              const assumption = { what: 'audience', is: 'one that the provider knows' };
              if (!this.assumed.has(Number(index))) this.audiences.add(Number(index));
              this.assumed.set(Number(index), { value: 'sts.amazonaws.com', assumption });
            }
            const subject = /:sub$/i.test(key) && typeof value === 'string' && ONLY_PLACE.test(value);
            const { name = '', allowed } = this.unknown[Number(index)] ?? {};
            const [, madeByGitlab] = MADE_BY_GITLAB.find(([attribute]) => attribute.test(name)) ?? [];
            const claimValue = claimValueOf(key);
            this.free.set(Number(index), { subject, madeByGitlab, claimValue, allowed });
          }
        }
        return !hasPlace(key);
      });
    });
  }
}

/** Whether a text is the ARN of a role of which the account alone is unknown. */
function isAccountOfRole(text: string): boolean {
  const { partition, account = '', resource = '' } = parseIamArn(text) ?? {};
  return ONLY_PLACE.test(account) && resource.startsWith('role/') && !hasPlace([partition, resource]);
}

function claimValueOf(key: string): string | undefined {
  const values = claimRow(key.slice(key.lastIndexOf(':') + 1).toLowerCase())?.values;
  if (values?.kind === 'words') return values.words[0];
  return values?.kind === 'id' ? '918273645' : undefined;
}

/** The issuer of the condition keys, when it is one. */
function hostOf(condition: unknown): string | undefined {
  const keys = isRecord(condition)
    ? Object.values(condition).flatMap((inner) => (isRecord(inner) ? Object.keys(inner) : []))
    : [];
  const hosts = new Set(keys.flatMap((key) => /^([^:]+\.[^:]+):\w+$/.exec(key)?.[1]?.toLowerCase() ?? []));
  const [host] = hosts;
  return hosts.size === 1 && host !== undefined && !hasPlace(host) ? host : undefined;
}

function placesOf(value: unknown): readonly RegExpMatchArray[] {
  return typeof value === 'string' ? [...value.matchAll(PLACE)] : [];
}

function hasPlace(value: unknown): boolean {
  return JSON.stringify(value)?.includes(OPEN) ?? false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
