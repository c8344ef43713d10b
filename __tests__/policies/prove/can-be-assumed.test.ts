import { canBeAssumed, describeAdmitted, type RoleTrust } from '../../../policies/prove/index';
import { COM, OWN, role, world, type Conditions } from '../../support/prover-world';

// "No token can assume the role" is a proof, or it is not said.

const NOBODY_DECLARED = world(COM, {}, []);
const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const PINNED = { aud: 'sts.amazonaws.com', sub: MAIN, project_id: '7' };
const pinned = (more: Conditions = {}) =>
  role({ ...more, StringEquals: { ...PINNED, ...more.StringEquals } });
const ADDRESS = { 'aws:SourceIp': '198.51.100.0/24' };

describe('a role whose answer depends on the request', () => {
  test.each<[string, Conditions, string]>([
    ['address', { IpAddress: ADDRESS }, "the caller's address: `aws:SourceIp`"],
    ['network', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, "the caller's network: `aws:SourceVpc`"],
    [
      'network, if there is one',
      { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } },
      "the caller's network: `aws:SourceVpce`",
    ],
    ['time', { DateLessThan: { 'aws:CurrentTime': '2027-06-01T00:00:00Z' } }, 'the time: `aws:CurrentTime`'],
    [
      'session name',
      { StringLike: { 'sts:RoleSessionName': 'gitlab-*' } },
      'the session name that the caller chooses: `sts:RoleSessionName`',
    ],
    [
      'region',
      { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      'the region of the STS endpoint: `aws:RequestedRegion`',
    ],
    [
      "role's tags",
      { StringEquals: { 'aws:ResourceTag/team': 'a' } },
      "the role's tags: `aws:ResourceTag/team`",
    ],
    [
      'policy variable',
      { StringLike: { 'gitlab.com:user_login': '${aws:SourceIp}' } },
      "the caller's address: `aws:sourceip`",
    ],
  ])('%s', (_, more, text) => {
    const it = pinned(more);
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({
      kind: 'depends',
      reason: `depends on ${text}`,
    });
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([
      'projects that are not declared, such as a push pipeline of acme/api (project 7), branch `main`, protected',
      `statement 1 depends on ${text}`,
    ]);
  });

  it('a Deny outside of some network', () => {
    const it = role([
      { conditions: { StringEquals: PINNED } },
      { effect: 'Deny', conditions: { NotIpAddress: ADDRESS } },
    ]);
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({ kind: 'depends' });
    expect(describeAdmitted(it, NOBODY_DECLARED).at(-1)).toBe(
      "statement 2, which denies, depends on the caller's address: `aws:SourceIp`: what it denies is listed too",
    );
  });

  it('one statement of two: the other can be assumed anyway', () => {
    const it = role([
      { conditions: { StringEquals: PINNED } },
      { conditions: { StringLike: { sub: 'project_path:*' }, IpAddress: ADDRESS } },
    ]);
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({ kind: 'can' });
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([
      'projects that are not declared, such as a push pipeline of acme/any-project (project 900001), branch `feature/x`, protected',
      "statement 2 depends on the caller's address: `aws:SourceIp`",
    ]);
  });

  it('at a given time the clock is decided', () => {
    const until = pinned({ DateLessThan: { 'aws:CurrentTime': '2027-06-01T00:00:00Z' } });
    const at = (now: number) => canBeAssumed(until, NOBODY_DECLARED, { now });
    expect(at(1_767_225_600)).toMatchObject({ kind: 'can' });
    expect(at(1_900_000_000)).toMatchObject({ kind: 'cannot', cause: 'time' });
  });
});

describe('a role that no token can assume, with the reason', () => {
  const govcloud = (it: RoleTrust): RoleTrust => ({
    ...it,
    provider: { ...it.provider, partition: 'aws-us-gov' },
  });
  test.each<[string, RoleTrust, string, RegExp]>([
    [
      'a provider of another partition',
      govcloud(pinned()),
      'partition',
      /the partition `aws`; the role is in `aws-us-gov`/,
    ],
    [
      'a provider of another account',
      { ...pinned(), provider: { issuer: COM.issuer, account: '444455556666' } },
      'account',
      /provider of the account 111122223333/,
    ],
    [
      'no Allow',
      role([{ effect: 'Deny', conditions: { StringEquals: PINNED } }]),
      'action',
      /no Allow statement/,
    ],
    [
      'a contradiction',
      pinned({ StringLike: { 'gitlab.com:sub': 'project_path:mallory/*' } }),
      'conditions',
      /no token satisfies the conditions together/,
    ],
    [
      'a key that is never filled',
      pinned({ StringEquals: { environment: 'production' } }),
      'conditions',
      /`gitlab.com:environment` is `production`/,
    ],
    [
      'a Deny',
      role([
        { conditions: { StringEquals: PINNED } },
        { effect: 'Deny', conditions: { StringNotEquals: { project_id: '8' } } },
      ]),
      'deny',
      /Deny statements match every token/,
    ],
    [
      'an audience that is not registered',
      { ...pinned(), provider: { issuer: COM.issuer, account: '111122223333', clientIds: ['other'] } },
      'audience',
      /client ids \(`other`\)/,
    ],
    [
      'an impossible address among the possible ones',
      pinned({ IpAddress: ADDRESS, StringEquals: { environment: 'x' } }),
      'conditions',
      /environment/,
    ],
  ])('%s', (_, it, cause, reason) => {
    const answer = canBeAssumed(it, NOBODY_DECLARED);
    expect(answer).toMatchObject({ kind: 'cannot', cause });
    expect(answer.kind === 'cannot' && answer.reason).toMatch(reason);
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([
      expect.stringMatching(/^no token can assume the role: /),
    ]);
  });

  it('a proof that rests on the list of keys of AWS names that', () => {
    const it = pinned({ StringEquals: { 'gitlab.com:some_new_key': 'x' } });
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({ kind: 'cannot', needs: ['listed-keys'] });
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([expect.stringContaining('(needs: listed-keys)')]);
  });

  it('a proof names what it needs', () => {
    const it = pinned({ StringEquals: { 'aws:RequestTag/Project': 'acme/api' } });
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({ kind: 'cannot', needs: ['gitlab-claims'] });
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([
      expect.stringContaining('(needs: gitlab-claims)'),
    ]);
  });
});

describe('what the prover cannot tell is said', () => {
  it('an unknown component of `sub`', () => {
    const it = role({ StringLike: { sub: 'planet:*' } });
    expect(canBeAssumed(it, NOBODY_DECLARED)).toMatchObject({ kind: 'undecided' });
    expect(describeAdmitted(it, NOBODY_DECLARED)).toEqual([
      expect.stringMatching(
        /^perhaps projects that are not declared: it depends on whether a project can put `planet`/,
      ),
    ]);
  });

  it('an operator whose answer for a missing key is open', () => {
    const it = role({ 'ForAnyValue:StringEqualsIfExists': { environment: 'x' } }, OWN);
    expect(canBeAssumed(it, world(OWN, {}, []))).toMatchObject({ kind: 'undecided' });
    expect(describeAdmitted(it, world(OWN, {}, []))).toEqual([expect.stringMatching(/^perhaps /)]);
  });
});
