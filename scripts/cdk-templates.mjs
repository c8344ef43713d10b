/* oxlint-disable no-new -- a construct belongs to its scope */
// Synthesizes the app of __tests__/cases/inputs/cdk-lib again with aws-cdk-lib, which is not a dependency:
//   npm install --prefix DIR aws-cdk-lib@2.276.0 constructs@10 && node scripts/cdk-templates.mjs DIR
// Files of assets are omitted; templates, manifests and lists of assets are kept as they were written.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [installed] = process.argv.slice(2);
if (installed === undefined)
  throw new Error('usage: node scripts/cdk-templates.mjs DIR, where aws-cdk-lib is installed');
const load = createRequire(join(resolve(installed), 'package.json'));
const { App, CfnJson, CfnOutput, CfnParameter, Duration, Fn, NestedStack, Stack, Stage } =
  load('aws-cdk-lib');
const iam = load('aws-cdk-lib/aws-iam');
const s3 = load('aws-cdk-lib/aws-s3');
const { CfnInclude } = load('aws-cdk-lib/cloudformation-include');
const pipelines = load('aws-cdk-lib/pipelines');

const target = join(dirname(fileURLToPath(import.meta.url)), '../__tests__/cases/inputs/cdk-lib');
const outdir = mkdtempSync(join(tmpdir(), 'refgate-cdk-'));
const TOOLS = { account: '111122223333', region: 'eu-west-1' };
const PROD = { account: '444455556666', region: 'eu-central-1' };
const AUDIENCE = { 'gitlab.com:aud': 'sts.amazonaws.com' };

/** A provider as a custom resource makes it, and roles by `WebIdentityPrincipal`. */
class Federation extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.provider = new iam.OpenIdConnectProvider(this, 'Gitlab', {
      url: 'https://gitlab.com',
      clientIds: ['sts.amazonaws.com'],
    });
    new iam.Role(this, 'Deploy', {
      roleName: 'deploy',
      maxSessionDuration: Duration.hours(1),
      assumedBy: new iam.WebIdentityPrincipal(this.provider.openIdConnectProviderArn, {
        StringEquals: { ...AUDIENCE, 'gitlab.com:sub': 'project_path:orchard/api:ref_type:branch:ref:main' },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess')],
    });
    new iam.Role(this, 'Anything', {
      assumedBy: new iam.WebIdentityPrincipal(this.provider.openIdConnectProviderArn, {
        StringEquals: AUDIENCE,
        StringLike: { 'gitlab.com:sub': 'project_path:*' },
      }),
    });
  }
}

/** The native resource, and `OpenIdConnectPrincipal` with conditions added to it; a role that leads to another. */
class Native extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const provider = new iam.OidcProviderNative(this, 'Gitlab', {
      url: 'https://gitlab.com',
      clientIds: ['sts.amazonaws.com'],
      thumbprints: ['0000000000000000000000000000000000000000'],
    });
    const ci = new iam.Role(this, 'Ci', {
      roleName: 'ci',
      assumedBy: new iam.OpenIdConnectPrincipal(provider).withConditions({
        StringEquals: AUDIENCE,
        StringLike: { 'gitlab.com:sub': 'project_path:orchard/web:ref_type:branch:ref:*' },
      }),
    });
    const release = new iam.Role(this, 'Release', {
      roleName: 'release',
      assumedBy: new iam.ArnPrincipal(ci.roleArn),
      inlinePolicies: {
        publish: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['iam:*'], resources: ['*'] })],
        }),
      },
    });
    release.grantAssumeRole(ci);
    new iam.Role(this, 'Both', {
      assumedBy: new iam.CompositePrincipal(
        new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
        new iam.OpenIdConnectPrincipal(provider, { StringEquals: AUDIENCE }),
      ),
    });
  }
}

/** Keys of conditions that are known only when the stack is created. */
class Keyed extends Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    const host = new CfnParameter(this, 'Host', { default: 'gitlab.orchard.example' });
    const project = new CfnParameter(this, 'Project', { allowedPattern: '[a-z]+/[a-z]+' });
    const keyed = (name, member, value) =>
      new CfnJson(this, name, { value: { [`${host.valueAsString}:${member}`]: value } });
    const arn = `arn:aws:iam::${this.account}:oidc-provider/${host.valueAsString}`;
    new iam.Role(this, 'Known', {
      assumedBy: new iam.WebIdentityPrincipal(arn, {
        StringEquals: keyed('KnownAudience', 'aud', 'orchard'),
        StringLike: keyed('KnownSubject', 'sub', 'project_path:orchard/api:ref_type:branch:ref:main'),
      }),
    });
    new iam.Role(this, 'OfProject', {
      assumedBy: new iam.WebIdentityPrincipal(arn, {
        StringEquals: keyed('OfProjectAudience', 'aud', 'orchard'),
        StringLike: keyed(
          'OfProjectSubject',
          'sub',
          `project_path:${project.valueAsString}:ref_type:branch:ref:main`,
        ),
      }),
    });
  }
}

/** The provider of another stack, by reference, and of a stack that is not here, by the name of an export. */
class Consumers extends Stack {
  constructor(scope, id, { provider, ...props }) {
    super(scope, id, props);
    const role = (name, arn) =>
      new iam.Role(this, name, {
        assumedBy: new iam.WebIdentityPrincipal(arn, {
          StringEquals: { ...AUDIENCE, 'gitlab.com:ref_protected': 'true' },
          StringLike: { 'gitlab.com:sub': 'project_path:orchard/docs:*' },
        }),
      });
    role('ByReference', provider.openIdConnectProviderArn);
    role('ByExport', Fn.importValue('SharedGitlabProviderArn'));
    const nested = new NestedStack(this, 'Inner');
    new iam.Role(nested, 'Nested', {
      assumedBy: new iam.WebIdentityPrincipal(provider.openIdConnectProviderArn, {
        StringEquals: AUDIENCE,
        StringLike: { 'gitlab.com:sub': 'project_path:orchard/*:ref_type:tag:ref:*' },
      }),
    });
  }
}

/** Roles of an environment; those of AWS services beside them. */
class Environment extends Stack {
  constructor(scope, id, { ref, ...props }) {
    super(scope, id, props);
    const provider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
      this,
      'Gitlab',
      `arn:aws:iam::${this.account}:oidc-provider/gitlab.com`,
    );
    const role = new iam.Role(this, 'Deploy', {
      roleName: `deploy-${ref === '*' ? 'test' : 'prod'}`,
      assumedBy: new iam.OpenIdConnectPrincipal(provider, {
        StringEquals: AUDIENCE,
        StringLike: { 'gitlab.com:sub': `project_path:orchard/api:ref_type:branch:ref:${ref}` },
      }),
    });
    new s3.Bucket(this, 'Files').grantReadWrite(role);
    new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  }
}

const app = new App({
  outdir,
  analyticsReporting: false,
  context: { 'aws:cdk:enable-path-metadata': false, '@aws-cdk/core:disableStackTrace': true },
});
const federation = new Federation(app, 'Federation', { env: TOOLS });
new Native(app, 'Native', { env: PROD });
new Keyed(app, 'Keyed');
const consumers = new Consumers(app, 'Consumers', { env: TOOLS, provider: federation.provider });
new CfnOutput(consumers, 'Account', { value: consumers.account });
const test = new Stage(app, 'Test', { env: TOOLS });
new Environment(test, 'Roles', { ref: '*' });

const included = new Stack(app, 'Included', { env: TOOLS });
new CfnInclude(included, 'Template', {
  templateFile: join(target, '../cdk-included/template.yaml'),
  parameters: { Branch: 'main' },
});

const delivery = new Stack(app, 'Delivery', { env: TOOLS });
const pipeline = new pipelines.CodePipeline(delivery, 'Pipeline', {
  crossAccountKeys: true,
  synth: new pipelines.ShellStep('Synth', {
    input: pipelines.CodePipelineSource.connection('orchard/infra', 'main', {
      connectionArn:
        'arn:aws:codeconnections:eu-west-1:111122223333:connection/00000000-0000-0000-0000-000000000000',
    }),
    commands: ['npx cdk synth'],
  }),
});
const production = new Stage(delivery, 'Prod', { env: PROD });
new Environment(production, 'Roles', { ref: 'main' });
pipeline.addStage(production);

app.synth();
rmSync(target, { recursive: true, force: true });
cpSync(outdir, target, {
  recursive: true,
  filter: (file) =>
    statSync(file).isDirectory()
      ? !/[\\/]asset\.[^\\/]*$/.test(file)
      : /(?:template|assets|manifest)\.json$/.test(file),
});
rmSync(outdir, { recursive: true });
for (const file of readdirSync(target, { recursive: true })) {
  const path = join(target, file);
  if (file.endsWith('manifest.json')) {
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    // the paths of constructs say nothing of roles
    for (const [id, artifact] of Object.entries(manifest.artifacts)) {
      delete artifact.metadata;
      if (/^cdk:(?:tree|feature-flag-report|.*validation.*)$/.test(artifact.type))
        delete manifest.artifacts[id];
    }
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
