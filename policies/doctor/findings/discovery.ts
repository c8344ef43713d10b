import { quote } from '../../errors';
import { isAlgorithm } from '../../sts/index';
import { difference, urlOf } from '../compare-urls';
import { discoveryOf, placed, readDocument, shown } from '../documents';
import type { IssuerFacts } from '../facts';
import { documented, inferred, type FindingDefinition, type IssuerMatch } from '../finding';
import { ISSUER_SOURCES } from '../sources';

const ISSUER_SETTINGS =
  'set `external_url` (Helm: `global.hosts`) of the instance to the address that AWS reaches; GitLab makes the issuer of it';

/** The discovery document, `/.well-known/openid-configuration`. */
export const DISCOVERY_FINDINGS: readonly FindingDefinition[] = [
  {
    id: 'discovery-not-json',
    severity: 'error',
    title: 'the discovery document is not a JSON object',
    needs: ['discovery'],
    causes: [documented('check_configuration'), inferred('no_verification_key')],
    fix: 'let `/.well-known/openid-configuration` through to GitLab without a sign-in page, a proxy page or a redirect in front',
    sources: [ISSUER_SOURCES.awsFederation, ISSUER_SOURCES.discovery],
    run: ({ discovery }) => notJson(discovery.seen ? discovery.value : undefined),
  },
  {
    id: 'discovery-issuer',
    severity: 'error',
    title: 'the `issuer` of the discovery document is not the URL that AWS asks, exactly',
    needs: ['discovery'],
    causes: [documented('check_configuration'), inferred('no_provider')],
    fix: ISSUER_SETTINGS,
    sources: [ISSUER_SOURCES.discovery, ISSUER_SOURCES.awsFederation],
    run: issuerMatches,
  },
  {
    id: 'discovery-jwks-uri',
    severity: 'error',
    title: 'the discovery document has no `jwks_uri` that AWS can fetch',
    needs: ['discovery'],
    causes: [documented('no_verification_key'), documented('check_configuration')],
    fix: 'publish the keys under https on port 443, and name that address as `jwks_uri`',
    sources: [ISSUER_SOURCES.discovery, ISSUER_SOURCES.awsNoKey],
    run: jwksUriMatches,
  },
  {
    id: 'jwks-uri-host',
    severity: 'warning',
    title: 'the keys are on another host than the discovery document',
    needs: ['discovery'],
    causes: [documented('no_verification_key')],
    fix: 'make sure that AWS reaches both hosts; with a private CA register the thumbprints of both',
    sources: [ISSUER_SOURCES.awsThumbprint, ISSUER_SOURCES.gitlabTroubleshooting],
    run: otherHostMatches,
  },
  {
    id: 'discovery-algorithms',
    severity: 'error',
    title: 'the issuer announces no signing algorithm that STS takes',
    needs: ['discovery'],
    causes: [inferred('not_validated')],
    fix: 'sign ID tokens with RS256, as GitLab does',
    sources: [ISSUER_SOURCES.awsAssume],
    run: (facts) => {
      const document = discoveryOf(facts);
      const announced = document?.members.id_token_signing_alg_values_supported;
      if (document === undefined || announced === undefined) return [];
      if (Array.isArray(announced) && announced.some(isAlgorithm)) return [];
      return [
        {
          message: `\`id_token_signing_alg_values_supported\` is ${shown(announced)}; STS takes RS256, RS384, RS512, ES256, ES384 and ES512`,
          ...placed(document.at('id_token_signing_alg_values_supported')),
        },
      ];
    },
  },
  {
    id: 'discovery-member-missing',
    severity: 'warning',
    title: 'the discovery document lacks a member that OpenID Connect requires',
    needs: ['discovery'],
    causes: [inferred('check_configuration')],
    fix: 'publish the document as GitLab writes it, with `issuer` and `jwks_uri` changed only',
    sources: [ISSUER_SOURCES.discovery],
    run: (facts) => {
      const document = discoveryOf(facts);
      if (document === undefined) return [];
      const missing = REQUIRED_MEMBERS.filter((name) => !Array.isArray(document.members[name]));
      if (missing.length === 0) return [];
      return [
        {
          message: `no list ${missing.map(quote).join(', ')} in the discovery document`,
          ...placed(document.at()),
        },
      ];
    },
  },
];

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const REQUIRED_MEMBERS = [
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
];

function notJson(facts: Parameters<typeof readDocument>[0] | undefined): readonly IssuerMatch[] {
  const reading = facts === undefined ? undefined : readDocument(facts);
  return reading?.ok === false ? [{ message: reading.problem }] : [];
}

function issuerMatches(facts: IssuerFacts): readonly IssuerMatch[] {
  const document = discoveryOf(facts);
  if (document === undefined) return [];
  const { issuer } = document.members;
  const place = placed(document.at('issuer') ?? document.at());
  if (typeof issuer !== 'string')
    return [{ message: `\`issuer\` of the discovery document is ${shown(issuer)}, not a URL`, ...place }];
  if (!facts.issuer.seen) {
    return issuer.startsWith('https://')
      ? []
      : [{ message: `\`issuer\` of the discovery document is ${quote(issuer)}, not an https URL`, ...place }];
  }
  const asked = facts.issuer.value;
  if (issuer === asked) return [];
  const how = difference(issuer, asked);
  const registered = issuer.startsWith('https://')
    ? `${ISSUER_SETTINGS}, or ask and register ${quote(issuer)}`
    : ISSUER_SETTINGS;
  return [
    {
      message: `\`issuer\` of the discovery document is ${quote(issuer)}, asked was ${quote(asked)}${how === undefined ? '' : `: ${how}`}`,
      fix: registered,
      ...place,
    },
  ];
}

function jwksUriMatches(facts: IssuerFacts): readonly IssuerMatch[] {
  const document = discoveryOf(facts);
  if (document === undefined) return [];
  const uri = document.members.jwks_uri;
  const say = (message: string, fix?: string): readonly IssuerMatch[] => [
    { message, fix, ...placed(document.at('jwks_uri') ?? document.at()) },
  ];
  const url = typeof uri === 'string' ? urlOf(uri) : undefined;
  if (url === undefined) return say(`\`jwks_uri\` is ${shown(uri)}, not a URL`);
  if (url.protocol !== 'https:')
    return say(`\`jwks_uri\` ${quote(uri as string)} is not https`, ISSUER_SETTINGS);
  if (url.port !== '')
    return say(`\`jwks_uri\` ${quote(uri as string)} has the port ${url.port}; AWS reaches 443`);
  if (url.username !== '' || url.password !== '') return say('`jwks_uri` has credentials');
  if (isInternalName(url.hostname))
    return say(`\`jwks_uri\` is on ${quote(url.hostname)}, a name that only an internal network resolves`);
  return [];
}

/** Names that no public resolver answers. @see https://www.rfc-editor.org/rfc/rfc6762#appendix-G */
function isInternalName(host: string): boolean {
  return (
    !host.includes('.') || /\.(?:local|localhost|localdomain|internal|intranet|lan|corp|home)$/i.test(host)
  );
}

function otherHostMatches(facts: IssuerFacts): readonly IssuerMatch[] {
  const document = discoveryOf(facts);
  const uri = document?.members.jwks_uri;
  const base = facts.issuer.seen ? facts.issuer.value : document?.members.issuer;
  const [url, own] = [urlOf(uri), urlOf(base)];
  if (document === undefined || url === undefined || own === undefined || url.hostname === own.hostname)
    return [];
  return [
    {
      message: `\`jwks_uri\` is on ${quote(url.hostname)}, the issuer on ${quote(own.hostname)}`,
      ...placed(document.at('jwks_uri')),
    },
  ];
}
