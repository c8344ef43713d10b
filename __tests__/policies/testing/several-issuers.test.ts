import {
  toAdmitOnly,
  toBeDisjointFrom,
  toImply,
  toNeverAdmit,
} from '../../../policies/testing/proof-matchers';
import { several } from '../../support/several-issuers';

const documentOf = (name: string): object => several().find((one) => one.name === name)?.policy ?? {};
const COM = documentOf('GitLab.com and a GitLab');
const WIDE = documentOf('GitLab.com, and every project of a GitLab');
const HUB = documentOf('GitLab.com and GitHub');

test('what another GitLab admits breaks a matcher, and the message shows the token', () => {
  expect(toNeverAdmit(COM, 'tag').pass).toBe(true);
  const wide = toNeverAdmit(WIDE, 'tag');
  expect(wide.pass).toBe(false);
  expect(wide.message()).toContain('tokens of `git.example.net`: ');
  expect(wide.message()).toContain('"iss": "https://git.example.net"');
  expect(toAdmitOnly(COM, { groups: ['acme'] }).pass).toBe(true);
  expect(toAdmitOnly(WIDE, { groups: ['acme'] }).pass).toBe(false);
  expect(toImply(COM, WIDE).pass).toBe(true);
  expect(toImply(WIDE, COM).pass).toBe(false);
});

test('cannot determine of which kind tokens of an issuer are that is not a GitLab', () => {
  expect(() => toNeverAdmit(HUB, 'tag')).toThrow(/tokens of `token.actions.githubusercontent.com`: /);
  expect(toNeverAdmit(HUB, 'anyone').pass).toBe(false);
  expect(toImply(HUB, COM).pass).toBe(false);
  expect(toBeDisjointFrom(HUB, documentOf('GitHub and GitLab.com')).pass).toBe(false);
});
