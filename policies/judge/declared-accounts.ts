import {
  OWN_ACCOUNT,
  type PartialRole,
  type Unresolved,
  type WrittenArtifact,
  type WrittenRole,
} from '../artifact/index';
import type { Federation } from '../federation/index';
import { parseJsonText } from '../trust/index';
import type { JudgedRole } from './artifact';
import { findRole } from './written-role';

/**
 * The artifacts with the accounts that the declaration names: a declared role whose artifact does not tell its account is in the
 * declared one, and so is what its trust policy names as in its own account. The same object where there is no such role.
 */
export function inDeclaredAccounts(
  artifacts: readonly WrittenArtifact[],
  federation: Federation | undefined,
): readonly WrittenArtifact[] {
  const isOpen = artifacts.some(
    ({ roles, partial = [] }) => partial.length > 0 || roles.some(({ ownAccount }) => ownAccount === true),
  );
  if (federation === undefined || !isOpen) return artifacts;
  const candidates = artifacts.map(({ roles, partial = [] }) => ({
    roles: [...roles, ...partial].map((of): Candidate => ({ ...of, document: undefined, of })),
  }));
  const accounts = new Map<Candidate['of'], string>();
  for (const role of federation.roles.values()) {
    const found = findRole(role, candidates);
    if (typeof found !== 'string' && found.account === undefined) accounts.set(found.of, role.account.id);
  }
  return artifacts.map((artifact) => ({
    ...artifact,
    unresolved: artifact.unresolved.filter((gap) => !isAnswered(gap, artifact.roles, accounts)),
    roles: artifact.roles.map((role) => known(role, accounts.get(role))),
    partial: artifact.partial?.map((role) => ({ ...role, account: accounts.get(role) ?? role.account })),
  }));
}

interface Candidate extends JudgedRole {
  readonly of: WrittenRole | PartialRole;
}

function known(role: WrittenRole, account: string | undefined): WrittenRole {
  const { ownAccount, ...rest } = role;
  if (ownAccount === undefined || account === undefined) return role;
  const text = role.text.replaceAll(OWN_ACCOUNT, account);
  const parsed = parseJsonText(text);
  return parsed.ok ? { ...rest, account, text, document: parsed.value } : role;
}

/** Whether what is open about a role is its account alone, which is declared. */
function isAnswered(
  { address, concerns, expression }: Unresolved,
  roles: readonly WrittenRole[],
  accounts: ReadonlyMap<Candidate['of'], string>,
): boolean {
  if (concerns !== 'provider' || expression !== 'AWS::AccountId') return false;
  return roles.some((role) => role.address === address && accounts.has(role));
}
