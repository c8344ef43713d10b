import { quote } from '../../errors';
import { accountAudiences } from '../../federation/index';
import { finding, type AuditFinding } from '../finding';
import type { DriftInput } from './drift-input';
import { tagDifferences } from './tags';

/** The OIDC providers of the declaration beside those of the accounts. */
export function providerDrift({ federation, accounts, providers }: DriftInput): readonly AuditFinding[] {
  if (federation === undefined) return [];
  const seen = new Set(accounts.flatMap((one) => one.accounts));
  const { issuer } = federation.instance;
  return [...federation.accounts.values()].flatMap((account) => {
    const { id, createdProvider } = account;
    if (!seen.has(id)) return [];
    const there = providers.of(id, issuer);
    const say = (kind: Parameters<typeof finding>[0], message: string, what?: string): AuditFinding =>
      finding(kind, { message, account: id, what });
    if (there === undefined)
      return providers.isComplete(id)
        ? [say('provider-missing', `account ${id} has no OIDC provider for ${quote(issuer)}`)]
        : [say('providers-not-seen', `the OIDC providers of account ${id} are not in the input`)];
    const { clientIds } = there;
    if (clientIds === undefined)
      return [
        say(
          'providers-not-seen',
          `the client ids of the OIDC provider of account ${id} are not in the input`,
        ),
      ];
    const meant = accountAudiences(federation, account);
    const tags = createdProvider === undefined ? [] : tagDifferences(createdProvider.tags ?? {}, there.tags);
    const wanted = createdProvider?.thumbprints;
    const prints = there.thumbprints?.map((print) => print.toLowerCase()).toSorted();
    return [
      ...tags.map((one) =>
        say(one.id, `the OIDC provider of account ${id} ${one.says}`, `provider ${one.what}`),
      ),
      ...clientIds
        .filter((clientId) => !meant.includes(clientId))
        .map((clientId) =>
          say(
            'client-id-added',
            `the OIDC provider of account ${id} has the client id ${quote(clientId)}`,
            clientId,
          ),
        ),
      ...meant
        .filter((clientId) => !clientIds.includes(clientId))
        .map((clientId) =>
          say(
            'client-id-removed',
            `the OIDC provider of account ${id} has no client id ${quote(clientId)}`,
            clientId,
          ),
        ),
      ...(wanted === undefined || prints === undefined || wanted.toSorted().join() === prints.join()
        ? []
        : [
            say(
              'thumbprints-changed',
              `the OIDC provider of account ${id} has the thumbprints ${prints.join(', ')}`,
            ),
          ]),
    ];
  });
}
