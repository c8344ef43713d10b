import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, both in PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Absent: it signs itself. */
  readonly by?: Certified;
  readonly ca?: boolean;
  /** Such as `DNS:gitlab.test`. */
  readonly names?: string;
  /** Of the certificate, from now. @default 30 */
  readonly days?: number;
  /** @default an EC key on P-256 */
  readonly rsaBits?: number;
  /** Where its issuer is: `http://…`. */
  readonly issuerAt?: string;
  /** `[notBefore, notAfter]` as OpenSSL's `ca` takes them, `20200101000000Z`. */
  readonly validity?: readonly [string, string];
}

/** Certificates made by the openssl command, as an administrator makes them. */
export class CertificateWorkshop {
  private readonly folder = mkdtempSync(join(tmpdir(), 'refgate-certificates-'));
  private made = 0;

  make({
    name,
    by,
    ca = false,
    names,
    days = 30,
    rsaBits,
    issuerAt,
    validity,
  }: CertificateOptions): Certified {
    this.made += 1;
    const path = (ending: string): string => join(this.folder, `${this.made}.${ending}`);
    const kind =
      rsaBits === undefined
        ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
        : ['-newkey', `rsa:${rsaBits}`];
    openssl([
      'req',
      '-new',
      ...kind,
      '-nodes',
      '-keyout',
      path('key'),
      '-out',
      path('csr'),
      '-subj',
      `/CN=${name}`,
    ]);
    const extensions = [
      `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`,
      ...(names === undefined ? [] : [`subjectAltName=${names}`]),
      ...(issuerAt === undefined ? [] : [`authorityInfoAccess=caIssuers;URI:${issuerAt}`]),
    ];
    writeFileSync(path('ext'), `${extensions.join('\n')}\n`);
    if (by !== undefined) {
      writeFileSync(path('by'), by.certificate);
      writeFileSync(path('bykey'), by.key);
    }
    if (validity === undefined) {
      const signer =
        by === undefined
          ? ['-signkey', path('key')]
          : ['-CA', path('by'), '-CAkey', path('bykey'), '-CAcreateserial'];
      openssl([
        'x509',
        '-req',
        '-in',
        path('csr'),
        ...signer,
        '-days',
        String(days),
        '-extfile',
        path('ext'),
        '-out',
        path('pem'),
      ]);
    } else this.signWithDates(path, validity);
    return { certificate: readFileSync(path('pem'), 'utf8'), key: readFileSync(path('key'), 'utf8') };
  }

  /** `openssl ca` alone takes both dates. */
  private signWithDates(path: (ending: string) => string, [from, to]: readonly [string, string]): void {
    writeFileSync(path('index'), '');
    writeFileSync(
      path('cnf'),
      `[ca]\ndefault_ca=c\n[c]\ndatabase=${path('index')}\nnew_certs_dir=${this.folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`,
    );
    openssl([
      'ca',
      '-batch',
      '-notext',
      '-config',
      path('cnf'),
      '-in',
      path('csr'),
      '-cert',
      path('by'),
      '-keyfile',
      path('bykey'),
      '-startdate',
      from,
      '-enddate',
      to,
      '-extfile',
      path('ext'),
      '-out',
      path('pem'),
    ]);
  }

  write(name: string, text: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
