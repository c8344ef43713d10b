import type { StsReply } from './answer-call';
import type { StsError } from './sts-error';
import type { WebIdentityAnswer } from './web-identity';

/** What goes over the wire. */
export interface RenderedReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** A tree of elements: a text, or children in order. */
type Element = string | readonly (readonly [string, Element])[];

/**
 * Writes a reply as the clients parse it: the query protocol of botocore and the SDKs.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_ResponseElements
 */
export function renderReply(reply: StsReply, requestId: string): RenderedReply {
  if (!reply.ok) return errorReply(reply, requestId);
  const { action } = reply;
  return xml(200, `${action}Response`, [
    [`${action}Result`, resultOf(reply)],
    ['ResponseMetadata', [['RequestId', requestId]]],
  ]);
}

function errorReply({ status, code, message }: StsError, requestId: string): RenderedReply {
  const fault = status >= 500 ? 'Receiver' : 'Sender';
  return xml(status, 'ErrorResponse', [
    [
      'Error',
      [
        ['Type', fault],
        ['Code', code],
        ['Message', message],
      ],
    ],
    ['RequestId', requestId],
  ]);
}

function resultOf(reply: Extract<StsReply, { ok: true }>): Element {
  if (reply.action === 'GetCallerIdentity')
    return [
      ['Arn', reply.caller.arn],
      ['UserId', reply.caller.assumedRoleId],
      ['Account', reply.caller.account],
    ];
  if (reply.action === 'AssumeRole') return sessionElements(reply);
  return [
    ['SubjectFromWebIdentityToken', reply.subject],
    ['Audience', reply.audience],
    ['Provider', reply.provider],
    ...sessionElements(reply),
    // what STS says of a token without session policies, as it was recorded
    ['PackedPolicySize', String(packedSize(reply))],
  ];
}

function sessionElements({
  session,
  secretAccessKey,
}: Pick<WebIdentityAnswer, 'session' | 'secretAccessKey'>): readonly (readonly [string, Element])[] {
  const { accessKeyId, sessionToken, arn, assumedRoleId, expires, sourceIdentity } = session;
  return [
    [
      'AssumedRoleUser',
      [
        ['Arn', arn],
        ['AssumedRoleId', assumedRoleId],
      ],
    ],
    [
      'Credentials',
      [
        ['AccessKeyId', accessKeyId],
        ['SecretAccessKey', secretAccessKey],
        ['SessionToken', sessionToken],
        ['Expiration', new Date(expires * 1000).toISOString().replace('.000Z', 'Z')],
      ],
    ],
    ...(sourceIdentity === undefined ? [] : [['SourceIdentity', sourceIdentity] as const]),
  ];
}

function packedSize({ session, subject }: WebIdentityAnswer): number {
  if (session.sourceIdentity !== undefined) return 26;
  return subject.length < 2 ? 24 : subject.length >= 300 ? 34 : 25;
}

function xml(status: number, root: string, children: Element): RenderedReply {
  return {
    status,
    contentType: 'text/xml',
    body: `<${root} xmlns="${NAMESPACE}">\n${render(children, '  ')}</${root}>\n`,
  };
}

function render(element: Element, indent: string): string {
  if (typeof element === 'string') return escaped(element);
  return element
    .map(([name, child]) =>
      typeof child === 'string'
        ? `${indent}<${name}>${escaped(child)}</${name}>\n`
        : `${indent}<${name}>\n${render(child, `${indent}  `)}${indent}</${name}>\n`,
    )
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
};

const NEEDS_ESCAPE = /[^\u0020-\u007e]|[&<>"]/;

/** Text of an element. Characters that XML 1.0 has no way to write become U+FFFD. @see https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text
    .replaceAll(/(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD')
    .replaceAll(/[&<>"\r\n]/g, (character: string) => ENTITIES[character] as string);
}
