import type { AllTrusts, AssumptionId, OpenTrust, ReadTrust } from '../../policies/index';
import type { CommandInput, CommandInputOptions } from '../inputs/command-input';
import { besideTokens, besideTokensLine } from '../output/beside-tokens';
import { assumedLines, switchedOn } from '../output/assumed';
import { CANNOT_TELL, HOLDS } from '../output/exit';
import type { Terminal } from '../output/terminal';
import { leftOpen, openReason } from './left-open';
import { visibleJson } from '../../policies/report/visible';

interface Options extends CommandInputOptions {
  readonly role?: string;
  readonly issuer?: string;
  readonly format: 'pretty' | 'json';
}

interface DescribedRole {
  readonly role: string;
  readonly admits: readonly string[];
  /** Only for a role whose policy is partly known: then `admits` is what it admits at most. */
  readonly admitsAtLeast?: readonly string[];
  readonly dependsOn?: string;
  readonly assuming?: readonly AssumptionId[];
  /** Who can assume the role without a token, as far as the policy may say so. */
  readonly besideTokens?: readonly string[];
}

/** Whom the roles admit, in plain lines. What could not be read is named, and fails. */
export async function describeRoles(
  all: AllTrusts,
  commandInput: CommandInput,
  assume: Partial<Record<AssumptionId, boolean>>,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const { boundedBy, findTrust, isOfOtherCallers, isOpen, visible } = await import('../../policies/index');
  const chosen =
    options.role === undefined ? all.trusts : [findTrust(all.trusts, options.role, commandInput)];
  const others: string[] = options.role === undefined ? [...all.ofOtherCallers] : [];
  const malformed: string[] = [];
  const described: DescribedRole[] = [];
  const assuming = switchedOn(assume);
  let isWhole = true;
  const admitsOf = async (trust: ReadTrust, asWide = trust): Promise<readonly string[]> => {
    const answer = await admitted(trust, asWide, commandInput, assume, options);
    isWhole &&= answer.whole;
    return answer.lines.map(withoutPlaceholder);
  };
  for (const trust of chosen as readonly (ReadTrust | OpenTrust)[]) {
    const { key, reachedBy = [] } = trust;
    const most = boundedBy(trust, 'atMost');
    const isOther = isOfOtherCallers(most);
    if (reachedBy.length === 0 && options.role === undefined && options.issuer === undefined && isOther) {
      others.push(key);
      continue;
    }
    if (most.policy === undefined) {
      malformed.push(key);
      continue;
    }
    const chained: string[] = [];
    for (const { entry, through, answer, dependsOn } of reachedBy) {
      const words = [entry, ...through].map((name) => `\`${name}\``).join(' and ');
      const start = all.trusts.find((one) => one.key === entry);
      isWhole &&= answer === 'yes' && start !== undefined && !isOpen(start);
      const depends =
        answer === 'yes' ? '' : `, which depends on ${dependsOn.map((name) => `\`${name}\``).join(', ')}`;
      if (start === undefined) {
        chained.push(`through ${words}${depends}: cannot be determined`);
        continue;
      }
      const reason = isOpen(start) ? `, which ${openReason(start)}` : '';
      const lines = await admitsOf(boundedBy(start, 'atMost'));
      chained.push(...lines.map((text) => `through ${words}${depends}${reason}: ${text}`));
    }
    const direct = isOther && reachedBy.length > 0 ? [] : await admitsOf(most);
    const common = {
      role: key,
      admits: [...direct, ...chained],
      besideTokens: await besideTokens(most),
    };
    if (isOpen(trust)) {
      isWhole = false;
      const isNothing = !trust.open.atLeast.statements.some(({ effect }) => effect === 'Allow');
      described.push({
        ...common,
        admitsAtLeast:
          isNothing || isOther ? ['no token'] : await admitsOf(boundedBy(trust, 'atLeast'), most),
        dependsOn: openReason(trust),
        assuming: assuming.length === 0 ? undefined : assuming,
      });
    } else {
      described.push({ ...common, assuming: assuming.length === 0 ? undefined : assuming });
    }
  }
  const open = options.role === undefined ? leftOpen(all.unread, malformed) : leftOpen([], malformed);
  if (options.format === 'json') terminal.out(`${visibleJson(described, 2)}\n`);
  else {
    const footer = await assumedLines(assuming);
    for (const role of described)
      terminal.out(
        `${[...linesOf(role), ...besideLines(role), ...footer.map(indent)].map(visible).join('\n')}\n`,
      );
    if (others.length > 0) terminal.out(`${visible(othersLine(others))}\n`);
  }
  for (const line of open) (options.format === 'json' ? terminal.err : terminal.out)(`${visible(line)}\n`);
  return isWhole && described.length > 0 && open.length === 0 ? HOLDS : CANNOT_TELL;
}

/** @param asWide the role with all that its policy may be, which names the provider */
async function admitted(
  trust: ReadTrust,
  asWide: ReadTrust,
  commandInput: CommandInput,
  assume: Partial<Record<AssumptionId, boolean>>,
  options: Options,
): Promise<{ readonly lines: readonly string[]; readonly whole: boolean }> {
  const {
    describeAdmitted,
    describeForOtherIssuer,
    gitlabBehind,
    gitlabWorld,
    issuerHost,
    otherIssuerOf,
    providerOf,
    seenFrom,
    trustedIssuers,
  } = await import('../../policies/index');
  const { policy } = trust;
  if (policy === undefined) return { lines: [], whole: false };
  const { clientIds: _registered, ...registered } = providerOf(asWide, commandInput, options);
  const role = { ...trust, provider: registered };
  const issuers = trustedIssuers(role);
  const answers = issuers.map((issuer) => {
    const { provider = registered, ...seen } = seenFrom(role, issuer);
    const of = (lines: readonly string[]): readonly string[] =>
      issuers.length === 1 ? lines : lines.map((text) => `of \`${issuerHost(issuer)}\`: ${text}`);
    const other = otherIssuerOf({ ...seen, provider });
    if (other !== undefined)
      return {
        lines: of(describeForOtherIssuer({ policy, provider }, other)),
        whole: other.notJudged === undefined,
      };
    const declared = commandInput.federation ?? { instance: { url: issuer, issuer }, projects: new Map() };
    const { instance, projects } = gitlabBehind(declared, issuer);
    const world = gitlabWorld({ instance, projects: [...projects.values()], assume });
    return { lines: of(describeAdmitted({ policy, provider }, world)), whole: true };
  });
  return {
    lines: answers.flatMap(({ lines }) => lines),
    whole: answers.every(({ whole }) => whole),
  };
}

/** An account that is not known has a number that no account has while the policy is judged. */
function withoutPlaceholder(text: string): string {
  return text.replaceAll(':iam::000000000000:', ":iam::<the role's account>:");
}

const indent = (text: string): string => `  ${text}`;
const deeper = (text: string): string => `    ${text}`;

function linesOf({ role, admits, admitsAtLeast, dependsOn }: DescribedRole): readonly string[] {
  if (admitsAtLeast === undefined) return [`${role} admits`, ...admits.map(indent)];
  if (admits.join() === admitsAtLeast.join())
    return [`${role} ${dependsOn ?? ''}`, '  whatever is unknown, it admits', ...admits.map(deeper)];
  return [
    `${role} ${dependsOn ?? ''}`,
    '  whatever is unknown, it admits at most',
    ...admits.map(deeper),
    '  and at least',
    ...admitsAtLeast.map(deeper),
  ];
}

function besideLines({ besideTokens: sentences = [] }: DescribedRole): readonly string[] {
  return sentences.map(besideTokensLine).map(indent);
}

/** Roles that no token of an OIDC provider can assume, in one line. */
function othersLine(keys: readonly string[]): string {
  const [one] = keys;
  return keys.length === 1
    ? `${one ?? ''}: not judged, its trust policy names no OIDC provider`
    : `not judged: ${keys.length} roles whose trust policies name no OIDC provider`;
}
