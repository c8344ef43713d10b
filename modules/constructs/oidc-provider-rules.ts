import { Token } from 'cdktf';
import type { Problem } from '../../policies/index';
import { issuerHost, issuerProblem, parseProviderArn, quote } from '../../policies/index';

/** The issuer must be a URL that IAM can register, and known now. */
export function issuerProblems(issuer: string): readonly Problem[] {
  if (Token.isUnresolved(issuer)) {
    return [
      {
        code: 'ERR_ISSUER',
        message: 'the issuer is a reference',
        expected: 'a URL that is known when the Terraform is written: every condition key is named after it',
        fix: 'write the URL',
      },
    ];
  }
  const problem = issuerProblem(issuer);
  return problem === undefined ? [] : [problem];
}

export function clientIdProblems(clientIds: readonly string[]): readonly Problem[] {
  const expected = '1 to 100 audiences of 1 to 255 characters, each once';
  const problem = (message: string, got: string, fix: string): Problem => ({
    code: 'ERR_AUDIENCE',
    message,
    got,
    expected,
    fix,
  });
  const bad = clientIds.find((id) => !Token.isUnresolved(id) && (id === '' || id.length > 255));
  const twice = clientIds.find((id, index) => clientIds.indexOf(id) !== index);
  return [
    ...(clientIds.length === 0
      ? [
          problem(
            'the provider has no client id',
            'none',
            'name the audience of the tokens, such as `sts.amazonaws.com`',
          ),
        ]
      : []),
    ...(clientIds.length > 100
      ? [problem('the provider has too many client ids', String(clientIds.length), 'remove some')]
      : []),
    ...(bad === undefined ? [] : [problem('AWS does not take this client id', quote(bad), 'change it')]),
    ...(twice === undefined ? [] : [problem('a client id is listed twice', quote(twice), 'remove one')]),
  ];
}

export function thumbprintProblems(thumbprints: readonly string[] | undefined): readonly Problem[] {
  if (thumbprints === undefined) return [];
  const problem = (message: string, got: string, fix: string): Problem => ({
    code: 'ERR_ISSUER',
    message,
    got,
    expected: '1 to 5 SHA-1 fingerprints of 40 hexadecimal digits, without colons',
    fix,
  });
  if (thumbprints.length === 0)
    return [problem('the list of thumbprints is empty', 'nothing', 'leave it out')];
  if (thumbprints.length > 5) {
    return [
      problem('there are too many thumbprints', String(thumbprints.length), 'keep those of the key endpoint'),
    ];
  }
  return thumbprints
    .filter((thumbprint) => !Token.isUnresolved(thumbprint) && !/^[0-9a-f]{40}$/i.test(thumbprint))
    .map((thumbprint) => {
      const bare = thumbprint.replaceAll(':', '');
      const fix = /^[0-9a-f]{40}$/i.test(bare)
        ? `use ${quote(bare.toLowerCase())}`
        : 'take the SHA-1 of the certificate';
      return problem('this is no thumbprint', quote(thumbprint), fix);
    });
}

/** The ARN must name the provider of this issuer: its suffix is the issuer without the scheme. */
export function providerArnProblems(arn: string, issuer: string): readonly Problem[] {
  if (Token.isUnresolved(arn)) return [];
  const host = issuerHost(issuer);
  const read = parseProviderArn(arn);
  if (read?.host === host) return [];
  return [
    {
      code: 'ERR_ISSUER',
      message:
        read === undefined
          ? 'this is no ARN of an OIDC provider'
          : `this provider is not the one of ${quote(issuer)}`,
      got: quote(arn),
      expected: `an ARN such as ${quote(`arn:aws:iam::111122223333:oidc-provider/${host}`)}`,
      fix: 'copy it from the IAM console, or change the issuer',
    },
  ];
}
