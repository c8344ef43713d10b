import { quote } from '../errors';

/** What fills a key that no token fills. */
const FILLED_BY: readonly (readonly [RegExp, string])[] = [
  [/^aws:(sourceip|vpcsourceip)$/, "the caller's address"],
  [/^aws:sourcevpce?$/, "the caller's network"],
  [/^aws:(currenttime|epochtime)$/, 'the time'],
  [/^sts:rolesessionname$/, 'the session name that the caller chooses'],
  [/^aws:requestedregion$/, 'the region of the STS endpoint'],
  [/^aws:useragent$/, "the caller's program"],
  [/^(aws|iam):resourcetag\//, "the role's tags"],
  [/^aws:(principalorg|resourceorg)/, 'the organization of the account'],
  [
    /^(aws:requesttag\/.*|aws:tagkeys|sts:transitivetagkeys|sts:sourceidentity)$/,
    'claims that GitLab may send',
  ],
  // a key of an issuer: its name begins with the host
  [/^[^:]*\.[^:]*:/, 'whether AWS fills a key that it does not list'],
];

/** What a key depends on, in words. */
export function dependencyText(key: string): string {
  const lower = key.toLowerCase();
  const what = FILLED_BY.find(([pattern]) => pattern.test(lower))?.[1] ?? 'the request';
  return `${what}: ${quote(key)}`;
}
