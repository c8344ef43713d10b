import { X509Certificate } from 'node:crypto';
import { CertificateWorkshop } from '../../support/certificates';
import { HOST, startIssuerServer } from '../../support/issuer-server';
import { cliFolder } from '../../support/cli-folder';
import { DISCOVERY, KEY } from '../../policies/doctor/sound-issuer';

const { write, refgate } = cliFolder();

const ISSUER = `https://${HOST}`;
const AUDIENCE = 'sts.amazonaws.com';
const OTHER = 'b'.repeat(40);

const declaration = (thumbprint: string): string => `
gitlab: { url: "${ISSUER}", audience: ${AUDIENCE} }
accounts:
  production: { id: "111122223333", region: eu-west-1, provider: { thumbprints: ["${thumbprint}"] } }
projects:
  api: { path: acme/api, id: "101" }
roles:
  deploy: { account: production, trust: [{ project: api, branches: [main] }] }
`;

const RESOURCE = {
  mode: 'managed',
  type: 'aws_iam_openid_connect_provider',
  name: 'gitlab',
};

/** The same provider in every form that tells its thumbprints. */
const FORMS: Readonly<Record<string, (thumbprint: string) => object | string>> = {
  'federation.yaml': declaration,
  'main.tf': (thumbprint) => `
resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = "${ISSUER}"
  client_id_list  = ["${AUDIENCE}"]
  thumbprint_list = ["${thumbprint}"]
}`,
  'plan.json': (thumbprint) => ({
    format_version: '1.2',
    terraform_version: '1.11.0',
    planned_values: {
      root_module: {
        resources: [
          {
            ...RESOURCE,
            address: 'aws_iam_openid_connect_provider.gitlab',
            values: { url: ISSUER, client_id_list: [AUDIENCE], thumbprint_list: [thumbprint] },
          },
        ],
      },
    },
    resource_changes: [],
  }),
  'terraform.tfstate': (thumbprint) => ({
    version: 4,
    terraform_version: '1.11.0',
    serial: 1,
    lineage: 'x',
    outputs: {},
    resources: [
      {
        ...RESOURCE,
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [
          {
            schema_version: 0,
            attributes: { url: HOST, client_id_list: [AUDIENCE], thumbprint_list: [thumbprint] },
          },
        ],
      },
    ],
  }),
  'template.json': (thumbprint) => ({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Gitlab: {
        Type: 'AWS::IAM::OIDCProvider',
        Properties: { Url: ISSUER, ClientIdList: [AUDIENCE], ThumbprintList: [thumbprint] },
      },
    },
  }),
  'answer.json': (thumbprint) => ({ Url: HOST, ClientIDList: [AUDIENCE], ThumbprintList: [thumbprint] }),
};

describe('an issuer of a private authority', () => {
  const shop = new CertificateWorkshop();
  let server: Awaited<ReturnType<typeof startIssuerServer>>;
  let root: string;
  let thumbprint: string;

  beforeAll(async () => {
    const authority = shop.make({ name: 'Own Root', ca: true });
    const leaf = shop.make({ name: HOST, names: `DNS:${HOST}`, by: authority });
    root = authority.certificate;
    thumbprint = new X509Certificate(root).fingerprint.replaceAll(':', '').toLowerCase();
    server = await startIssuerServer({
      cert: leaf.certificate + root,
      key: leaf.key,
      discovery: { ...DISCOVERY, issuer: ISSUER, jwks_uri: `${ISSUER}/oauth/discovery/keys` },
      jwks: { keys: [KEY] },
    });
  });
  afterAll(async () => {
    await server.close();
    shop.close();
  });

  const doctor = (...args: readonly string[]) => {
    write('root.pem', root);
    const reach = ['--resolve', `${HOST}:127.0.0.1:${server.port}`, '--ca', 'root.pem', '--times', '1'];
    return refgate('doctor', ...args, ...reach);
  };

  test('is taken from the declaration of the folder, or from the one that is named', async () => {
    write('federation.yaml', declaration(OTHER));
    write('other.yaml', declaration(OTHER));
    for (const args of [[], ['--file', 'other.yaml']]) {
      const { out, err } = await doctor(...args);
      expect(err).toBe('');
      expect(out).toMatch(new RegExp(`^${ISSUER}\n`));
      expect(out).toContain('! warning  private-authority\n');
      expect(out).toContain(`register \`${thumbprint}\``);
    }
  });

  test.each(Object.keys(FORMS))('the thumbprint that is registered is read from %s', async (name) => {
    const form = FORMS[name] as (thumbprint: string) => object | string;
    write(name, form(OTHER));
    const wrong = await doctor(ISSUER, '--provider', name);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('✗ error  private-authority\n');
    expect(wrong.out).toContain(`has \`${OTHER}\`\n`);
    expect(wrong.out).toContain(
      "AWS: InvalidIdentityToken: OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    );
    expect(wrong.out).toContain(`register \`${thumbprint}\``);
    write(name, form(thumbprint));
    const right = await doctor(ISSUER, '--provider', name);
    expect({ name, code: right.code }).toEqual({ name, code: 0 });
    expect(right.out).not.toContain('private-authority');
  });

  test('a provider without one is told of, too', async () => {
    write('answer.json', { Url: HOST, ClientIDList: [AUDIENCE], ThumbprintList: [] });
    const { code, out } = await doctor(ISSUER, '--provider', 'answer.json');
    expect(code).toBe(1);
    expect(out).toMatch(/so AWS goes by the thumbprint, and `[^`]*` has none\n/);
  });

  test('a declaration that cannot be read is refused', async () => {
    write('federation.yaml', 'gitlab: {}');
    const { code, err } = await doctor();
    expect(code).toBe(2);
    expect(err).toContain('federation.yaml:1:');
    expect((await doctor('--file', 'nowhere.yaml')).err).toContain(
      'ERR_INPUT_READ: cannot read `nowhere.yaml`',
    );
  });
});
