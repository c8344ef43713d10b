import {
  audit,
  readAccountAnswer,
  readGitlabSnapshot,
  toAuditReport,
  withAuditChanges,
  type AuditReport,
} from '../../../../policies/index';
import { agreeingWorld, changed, type AuditWorld } from '../../../support/audit-world';

const world = agreeingWorld();

/** The world with `main` open to a role for pushes. */
function pushedBy(push: string, whoCanMint = true): AuditReport {
  const { account, snapshot } = changed(world, (copy: AuditWorld) => {
    Object.assign(copy.snapshot.projects[0] ?? {}, {
      protected_branches: [{ name: 'main', push, merge: 'no_one' }],
      environment_rules: [],
      protected_environments: [],
      deploy_keys: [],
      trigger_tokens: [],
      group_environment_rules: [],
    });
  });
  return toAuditReport(
    audit({
      accounts: [readAccountAnswer(JSON.stringify(account), 'account.json')],
      snapshot: readGitlabSnapshot(JSON.stringify(snapshot), 'gitlab.json'),
      whoCanMint,
    }),
    { version: '0' },
  );
}

const changesOf = (before: AuditReport, now: AuditReport) =>
  withAuditChanges(now, before, 'old.json').changes?.roles.flatMap(({ changes }) => changes);

const DEVELOPER = 'acme/platform/api: one Developer can mint a token for it: pushes to main';

test('weaker people suffice: what they gained is said, and that stronger ones still can is no news', () => {
  expect(changesOf(pushedBy('maintainer'), pushedBy('developer'))).toEqual([
    { kind: 'gained', text: DEVELOPER },
  ]);
});

test('it takes stronger people than before', () => {
  expect(changesOf(pushedBy('developer'), pushedBy('maintainer'))).toEqual([
    { kind: 'lost', text: DEVELOPER },
  ]);
});

test('the same people, or an audit that was not asked: nothing', () => {
  expect(changesOf(pushedBy('maintainer'), pushedBy('maintainer'))).toEqual([]);
  expect(changesOf(pushedBy('maintainer', false), pushedBy('developer'))).toEqual([]);
});
