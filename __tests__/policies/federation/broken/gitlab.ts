import type { BrokenCase } from './broken-case';

export const GITLAB: readonly BrokenCase[] = [
  {
    note: 'http and a trailing slash: what is proposed is right',
    from: 'https://gitlab.com',
    to: 'http://gitlab.com/',
    problems: [
      'ERR_ISSUER: issuer `http://gitlab.com/` is not https at /gitlab/url (federation.yaml:2:8); expected an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`; use `https://gitlab.com`',
    ],
  },
  {
    note: 'a host that ends in a dot is not the one in the tokens',
    from: 'https://gitlab.com',
    to: 'https://gitlab.com.',
    problems: [
      'ERR_ISSUER: issuer `https://gitlab.com.` has a host that ends in `.` at /gitlab/url (federation.yaml:2:8); expected an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`; use `https://gitlab.com`',
    ],
  },
  {
    note: 'an http URL',
    from: 'https://gitlab.com',
    to: 'http://gitlab.com',
    problems: [
      'ERR_ISSUER: issuer `http://gitlab.com` is not https at /gitlab/url (federation.yaml:2:8); expected an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`; use `https://gitlab.com`',
    ],
  },
  {
    note: 'a trailing slash',
    from: 'https://gitlab.com',
    to: 'https://gitlab.com/',
    problems: [
      'ERR_ISSUER: issuer `https://gitlab.com/` ends in a slash at /gitlab/url (federation.yaml:2:8); expected an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`; use `https://gitlab.com`',
    ],
  },
  {
    note: 'another spelling of GitLab.com',
    from: 'https://gitlab.com',
    to: 'https://GitLab.com',
    problems: [
      'ERR_ISSUER: issuer `https://GitLab.com` is not what GitLab.com puts in its tokens at /gitlab/url (federation.yaml:2:8); expected `https://gitlab.com`; use `https://gitlab.com`',
    ],
  },
  {
    note: 'an issuer that GitLab.com does not have',
    from: '  audience',
    to: '  issuer: https://oidc.example.com\n  audience',
    problems: [
      'ERR_ISSUER: tokens of `https://gitlab.com` do not have the issuer `https://oidc.example.com` at /gitlab/issuer (federation.yaml:3:11); expected the issuer of that instance; remove `issuer`, or correct `url`',
    ],
  },
  {
    note: 'a port',
    from: 'https://gitlab.com',
    to: 'https://gitlab.example.com:8443',
    problems: [
      'ERR_ISSUER: issuer `https://gitlab.example.com:8443` has a port at /gitlab/url (federation.yaml:2:8); expected an https URL without query, fragment, port or trailing slash, such as `https://gitlab.com`; AWS reaches an issuer on port 443 only: publish the keys there and set `issuer` to that address',
    ],
  },
  {
    note: 'an empty audience',
    from: 'audience: sts.amazonaws.com',
    to: 'audience: ""',
    problems: [
      'ERR_AUDIENCE: the audience is empty at /gitlab/audience (federation.yaml:3:13); expected 1 to 255 characters, such as `sts.amazonaws.com`; write `sts.amazonaws.com`',
    ],
  },
  {
    note: 'an audience with a space',
    from: 'audience: sts.amazonaws.com',
    to: 'audience: sts amazonaws',
    problems: [
      'ERR_AUDIENCE: the audience `sts amazonaws` has ` ` at /gitlab/audience (federation.yaml:3:13); expected 1 to 255 characters, such as `sts.amazonaws.com`; use visible characters up to U+00FF',
    ],
  },
  {
    note: 'a release that is none',
    from: '  audience',
    to: '  version: latest\n  audience',
    problems: [
      'ERR_SCHEMA: `latest` is not a GitLab release at /gitlab/version (federation.yaml:3:12); expected major and minor in quotes, such as `"18.9"`',
    ],
  },
  {
    note: 'guards that are no yes or no',
    from: 'audience: sts.amazonaws.com',
    to: 'audience: sts.amazonaws.com\n  guards: "yes"',
    problems: [
      'ERR_SCHEMA: `guards` has the wrong type at /gitlab/guards (federation.yaml:4:11); got the text `yes`; expected `true` or `false`; write `true`',
    ],
  },
];
