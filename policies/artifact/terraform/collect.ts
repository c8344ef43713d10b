import { concernsWebIdentity, parsePolicy, parsePolicyText } from '../../trust/index';
import { quote, RefgateError, type Position } from '../../errors';
import { parseIamArn } from '../../arn';
import { OWN_ACCOUNT, isJudgedInOwnAccount } from '../own-account';
import type { AwsAccount } from './account';
import type { Block } from './block';
import { positionOf } from './block';
import { definitionOf } from './definition';
import { originOf, secondMember } from './origin';
import { reasonOf } from './body-value';
import type { ModuleInstance } from './module-instance';
import { OwnPolicies } from './own-policies';
import { casesOf, knownText, partsOf } from './role-cases';
import { AttachmentIndex, lostAttachments, permissionsOf, type Attachments } from './permissions';
import { anyInstance, type Instance } from './repeat';
import { repeatedConditions } from './repeated-conditions';
import { standInIssuer } from './eks-cluster';
import { ofServiceAccounts } from './service-accounts';
import { ignoredTrust, unreadBlocks } from './unread-blocks';
import { OwnAccount, PartialText, Unknown, ValueSet, isList, toText, untyped, type Value } from './value';
import {
  type Notice,
  type PartialRole,
  type UnknownPart,
  type Unresolved,
  type WrittenArtifact,
  type WrittenProvider,
  type WrittenRole,
} from './written';

const PROVIDER = 'aws_iam_openid_connect_provider';
const MANAGED_POLICY = 'aws_iam_policy';

/** Roles, providers and everything unresolved in a module and the modules that it calls. */
export function collect(root: ModuleInstance): WrittenArtifact {
  const collector = new Collector();
  collector.guarded('the configuration', 'module', undefined, () => collector.module(root));
  return collector.result();
}

/** What is known of a role beside its policies. */
type RoleFrame = Omit<WrittenRole, 'permissions' | 'document' | 'text' | 'positionAt'>;

/** One role found, before its permissions are known. */
interface FoundRole {
  readonly role: Omit<WrittenRole, 'permissions'>;
  readonly module: ModuleInstance;
  readonly instance: Instance;
}

interface FoundPartial extends Pick<FoundRole, 'module' | 'instance'> {
  readonly role: Omit<PartialRole, 'permissions'>;
}

class Collector {
  private readonly roles: FoundRole[] = [];
  private readonly partial: FoundPartial[] = [];
  private readonly providers: WrittenProvider[] = [];
  private readonly unresolved: Unresolved[] = [];
  private readonly notices: Notice[] = [];
  private readonly policies = new OwnPolicies();
  private readonly attachments: Attachments[] = [];

  module(module: ModuleInstance): void {
    this.unresolved.push(...module.body.problems);
    this.each(module, 'managed', 'aws_iam_role', 'trust', (instance) => this.role(module, instance));
    this.policiesOf(module);
    const unread = unreadBlocks(module);
    this.unresolved.push(...unread.unresolved);
    this.notices.push(...unread.notices, ...repeatedConditions(module));
    for (const kind of ['managed', 'data'] as const) {
      this.each(module, kind, PROVIDER, 'provider', (instance) => this.provider(module, kind, instance));
    }
    this.attachments.push({ module });
    for (const name of module.body.modules.keys()) {
      const call = module.call(name);
      if (call === undefined) continue;
      this.guarded(call.address, 'module', call.block, () => {
        const instances = call.instances();
        if (call.summary !== undefined)
          this.report(call.address, 'module', new Unknown(call.summary), positionOf(call.block, 'source'));
        if (instances instanceof Unknown) {
          this.report(call.address, 'module', instances, positionOf(call.block, 'source'));
          // what holds of every instance that it may make is judged
          const any = call.any(instances);
          if (any !== undefined) this.module(any.module);
        } else if (instances.length === 0) this.makesNone(call.address, call.block);
        else for (const child of instances) this.module(child.module);
      });
    }
  }

  result(): WrittenArtifact {
    const attachments = new AttachmentIndex(this.attachments);
    const roles = this.roles.map(({ role, module, instance }): WrittenRole => {
      const found = permissionsOf(module, instance, attachments, this.policies);
      if (mayTrustTokens(role.document)) this.unresolved.push(...found.unresolved);
      return { ...role, permissions: found.permissions };
    });
    // what a role of other callers may do opens nothing to a token by itself; a chain to the role names what is not known of it
    const mayHoldTokens =
      roles.some(({ document }) => mayTrustTokens(document)) ||
      this.unresolved.some(({ concerns }) => concerns === 'trust' || concerns === 'module');
    if (mayHoldTokens)
      this.unresolved.push(
        ...lostAttachments(this.attachments, new Set(roles.map(({ address }) => address))),
      );
    // that the trust is known in part fails already: what is not known of the permissions need not
    const addresses = new Set([...this.roles, ...this.partial].map(({ role }) => role.address));
    const known = ({ role: named, ...part }: UnknownPart): UnknownPart =>
      named !== undefined && addresses.has(named) ? { ...part, role: named } : part;
    const partial = this.partial.map(({ role, module, instance }): PartialRole => ({
      ...role,
      unknown: role.unknown.map(known),
      cases: role.cases?.map((one) => ({ ...one, unknown: one.unknown.map(known) })),
      permissions: permissionsOf(module, instance, attachments, this.policies).permissions,
    }));
    const policies = this.policies.written();
    const rest = {
      partial: partial.length === 0 ? undefined : partial,
      policies: policies.length === 0 ? undefined : policies,
    };
    const { providers, unresolved, notices } = this;
    return { roles, providers, unresolved, notices, ...rest };
  }

  private each(
    module: ModuleInstance,
    kind: 'managed' | 'data',
    type: string,
    concerns: Unresolved['concerns'],
    read: (instance: Instance) => void,
  ): void {
    const blocks = kind === 'data' ? module.body.data : module.body.resources;
    for (const [name, block] of blocks) {
      if (!name.startsWith(`${type}.`)) continue;
      const address = `${module.inputs.prefix}${kind === 'data' ? 'data.' : ''}${name}`;
      this.guarded(address, concerns, block, () => {
        const instances = module.instances(kind, name);
        if (instances instanceof Unknown) {
          const repeat = block.body.for_each === undefined ? 'count' : 'for_each';
          const any = anyInstance(block, address, module, instances);
          this.report(any.address, concerns, instances, positionOf(block, repeat));
          // what holds of every instance that it may make is judged
          this.guarded(any.address, concerns, block, () => read(any));
        } else {
          if (instances.length === 0 && concerns === 'trust') this.makesNone(address, block);
          for (const instance of instances) {
            this.guarded(instance.address, concerns, block, () => read(instance));
          }
        }
      });
    }
  }

  private makesNone(address: string, block: Block): void {
    const position = positionOf(block, block.body.for_each === undefined ? 'count' : 'for_each');
    const reason = 'the block makes no role with these values, and what it would make is not judged';
    this.notices.push({ address, reason, position });
  }

  private role(module: ModuleInstance, instance: Instance): void {
    const { address, block } = instance;
    const position = positionIn(module, block);
    const written = module.argument(instance, 'assume_role_policy');
    const aws = module.awsOf(block.body);
    const own = written instanceof PartialText ? ownText(written, aws) : undefined;
    const cases =
      own === undefined && written instanceof Unknown
        ? casesOf(module, instance, (text) => ownText(text, aws))
        : undefined;
    const only = cases?.length === 1 ? cases[0] : undefined;
    const policy = own ?? (only === undefined ? written : (knownText(only) ?? written));
    const positionAt =
      only?.positionAt ??
      ((pointer: string): Position | undefined => originOf(module, instance, 'assume_role_policy', pointer));
    if (policy instanceof Unknown) {
      const role = {
        ...this.roleOf(module, instance),
        positionAt,
        ...partsOf(policy),
        cases: only === undefined ? cases : undefined,
        definition: () => definitionOf(module, instance, 'assume_role_policy'),
      };
      this.partial.push({ role, module, instance });
      const second = policy.reason.includes('appears twice in one object')
        ? secondMember(module, instance, 'assume_role_policy')
        : undefined;
      return this.report(address, 'trust', policy, second ?? position);
    }
    if (policy === null)
      return this.report(address, 'trust', new Unknown('the role has no `assume_role_policy`'), position);
    // Terraform holds strings in Unicode's composed form
    const text = typeof policy === 'string' ? policy.normalize('NFC') : '';
    const parsed = parsePolicyText(text);
    if (!parsed.ok) {
      const reason = `the trust policy is not JSON: ${parsed.problem.message}`;
      return this.report(address, 'trust', new Unknown(reason), position);
    }
    const issuer = standInIssuer(text);
    if (issuer !== undefined) {
      const reason = `the issuer of an EKS cluster is not known: ${quote(issuer)} stands for it`;
      this.notices.push({ address, reason, position });
    }
    const ignored = ignoredTrust(block);
    if (ignored !== undefined)
      this.report(address, 'trust', new Unknown(ignored), positionOf(block, 'lifecycle'));
    this.roles.push({
      module,
      instance,
      role: {
        ...this.roleOf(module, instance),
        ownAccount: own?.includes(OWN_ACCOUNT) === true ? true : undefined,
        document: parsed.value,
        text,
        positionAt,
      },
    });
  }

  private roleOf(module: ModuleInstance, instance: Instance): RoleFrame {
    const { address, block } = instance;
    const position = positionIn(module, block);
    const name = textOf(module.argument(instance, 'name'));
    const seconds = untyped(module.argument(instance, 'max_session_duration'));
    const aws = module.awsOf(block.body);
    const { account, partition, guessed } = aws;
    return {
      address,
      name,
      account,
      sharedAccount: account === undefined ? aws : undefined,
      partition: guessed === true ? undefined : partition,
      ...arnOf(module, 'aws_iam_role', instance),
      maxSessionSeconds: textOf(seconds) === undefined ? undefined : Number(seconds),
      position,
    };
  }

  /** Managed policies. One that cannot be read is nothing by itself: where it is attached, its statements are not known. */
  private policiesOf(module: ModuleInstance): void {
    for (const name of module.body.resources.keys()) {
      if (!name.startsWith(`${MANAGED_POLICY}.`)) continue;
      try {
        const instances = module.instances('managed', name);
        if (instances instanceof Unknown) continue;
        for (const instance of instances)
          this.policies.add(module, instance, arnOf(module, MANAGED_POLICY, instance).arn);
      } catch (error) {
        reasonFor(error);
      }
    }
  }

  private provider(module: ModuleInstance, kind: 'managed' | 'data', instance: Instance): void {
    const value = module.value(kind, PROVIDER, instance);
    const position = positionOf(instance.block, 'url');
    const stored = value.attribute('url');
    if (stored instanceof Unknown) return this.report(instance.address, 'provider', stored, position);
    const clients = kind === 'data' ? null : module.argument(instance, 'client_id_list');
    if (clients instanceof Unknown) this.report(instance.address, 'provider', clients, position);
    const arn = textOf(value.attribute('arn'));
    const { account, partition } =
      (arn === undefined ? undefined : parseIamArn(arn)) ?? module.awsOf(instance.block.body);
    const clientIds = textsOf(clients);
    const thumbprints = kind === 'data' ? null : module.argument(instance, 'thumbprint_list');
    this.providers.push({
      address: instance.address,
      url: `https://${toText(stored)}`,
      clientIds,
      // Where it is omitted, AWS registers one of its own choice.
      thumbprints: thumbprints instanceof Unknown ? undefined : textsOf(thumbprints),
      arn,
      account,
      partition,
      position,
    });
  }

  private report(
    address: string,
    concerns: Unresolved['concerns'],
    { reason, expression }: Unknown,
    position: Position | undefined,
  ): void {
    this.unresolved.push({
      address,
      concerns,
      reason,
      expression,
      position,
    });
  }

  /** Turns what Terraform would refuse, and a spent budget, into an unresolved entry; the rest goes on. */
  guarded(
    address: string,
    concerns: Unresolved['concerns'],
    block: Block | undefined,
    work: () => void,
  ): void {
    try {
      work();
    } catch (error) {
      const reason = reasonFor(error);
      this.report(
        address,
        concerns,
        new Unknown(reason),
        block === undefined ? undefined : positionOf(block),
      );
    }
  }
}

/** Whether a trust policy is about tokens, or cannot be read. */
function mayTrustTokens(document: unknown): boolean {
  const parsed = parsePolicy(document);
  return !parsed.ok || concernsWebIdentity(parsed.policy);
}

function arnOf(module: ModuleInstance, type: string, instance: Instance): { readonly arn?: string } {
  const arn = module.value('managed', type, instance).attribute('arn');
  return typeof arn === 'string' ? { arn } : {};
}

/** Where a role is written; of one that a summary makes, where its module is called. */
function positionIn({ inputs }: ModuleInstance, block: Block): Position | undefined {
  const own = positionOf(block, 'assume_role_policy');
  return own ?? (inputs.call === undefined ? undefined : positionOf(inputs.call.block, 'source'));
}

function reasonFor(error: unknown): string {
  if (error instanceof RefgateError) return reasonOf(error);
  throw error;
}

function textOf(value: Value): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? toText(value) : undefined;
}

/** The texts of a list, or nothing when one of them is not known. */
function textsOf(value: Value): readonly string[] | undefined {
  const items = isList(value) ? value : value instanceof ValueSet ? value.items : undefined;
  const texts = items?.map(textOf);
  return texts?.every((text) => text !== undefined) ? (texts as readonly string[]) : undefined;
}

function ownText(text: PartialText, aws: AwsAccount): string | undefined {
  return inOwnAccount(text, aws) ?? ofServiceAccounts(text, aws);
}

/** The text of a trust policy about tokens of which only the account is unknown that the role itself is in; else `undefined`. */
function inOwnAccount({ parts }: PartialText, configuration: AwsAccount): string | undefined {
  if (!parts.every((part) => !(part instanceof Unknown) || isAccountOf(part, configuration)))
    return undefined;
  const text = parts.map((part) => (part instanceof Unknown ? OWN_ACCOUNT : part)).join('');
  const read = parsePolicyText(text);
  const isJudged = read.ok && mayTrustTokens(read.value) && isJudgedInOwnAccount(read.value);
  return isJudged ? text : undefined;
}

function isAccountOf(part: Unknown, configuration: AwsAccount): boolean {
  return part instanceof OwnAccount && part.configuration === configuration;
}
