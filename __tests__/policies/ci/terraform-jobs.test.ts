import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPipelineFile } from '../../../policies/index';
import { describeTerraform } from '../../support/terraform/describe-terraform';
import { federationOf, SMALL_FEDERATION } from './awkward-federation';
import { commandsOf, jobsOf } from './pipeline-yaml';

const pipeline = renderPipelineFile(federationOf(SMALL_FEDERATION));
const jobs = jobsOf(pipeline);

test('an account that declares its backend keeps it', () => {
  const backend = '    backend: { s3: { bucket: state, key: a.tfstate, region: eu-west-1 } }';
  const production = '  production: { id: "111122223333", region: eu-west-1 }';
  const own = SMALL_FEDERATION.replace(
    production,
    `  production:\n    id: "111122223333"\n    region: eu-west-1\n${backend}`,
  );
  const text = renderPipelineFile(federationOf(own));
  expect(text).not.toMatch(/TF_HTTP|backend_override/);
  const both = own.replace(
    'accounts:\n',
    'accounts:\n  staging: { id: "444455556666", region: eu-west-1 }\n',
  );
  const commands = commandsOf(jobsOf(renderPipelineFile(federationOf(both))), 'terraform-plan');
  expect(commands.find((command) => command.includes('backend_override'))).toMatch(
    /^case "\$STACK" in staging\) printf .* ;; esac$/,
  );
});

test('what is applied is the plan that was saved, by hand, on the protected default branch alone', () => {
  const { 'terraform-plan': plan, 'terraform-apply': apply } = jobs as unknown as Record<
    string,
    { rules: { if: string; when?: string }[]; artifacts?: { paths: string[] } }
  >;
  const branch =
    '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_REF_PROTECTED == "true" && $CI_PIPELINE_SOURCE =~ /^(push|web)$/';
  expect(plan?.rules.map((rule) => rule.if)).toEqual([
    '$CI_PIPELINE_SOURCE == "merge_request_event"',
    branch,
  ]);
  expect(plan?.artifacts?.paths).toEqual(['cdktf.out/stacks/$STACK/plan.tfplan']);
  expect(apply?.rules).toMatchObject([{ if: branch, when: 'manual' }]);
  expect(commandsOf(jobs, 'terraform-apply').at(-1)).toBe('terraform apply -input=false plan.tfplan');
  expect(pipeline).not.toContain('-auto-approve');
});

describe('a plan', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'refgate-plan-'));
    const show = 'echo "terraform $* token=$GITLAB_TOKEN check=$GITLAB_EARLY_AUTH_CHECK"\n';
    writeFileSync(join(folder, 'terraform'), `#!/bin/sh\n${show}`, { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const plan = (source: string, token: string): readonly string[] => {
    const script = (jobs['terraform-plan']?.script ?? []).join('\n');
    const env = {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      CI_PIPELINE_SOURCE: source,
      ...(token === '' ? {} : { GITLAB_TOKEN: token }),
    };
    return execFileSync('sh', ['-ec', script], { env, encoding: 'utf8' }).trimEnd().split('\n');
  };

  test('asks GitLab nothing in a merge request, which has no token', () => {
    expect(plan('merge_request_event', '')).toEqual([
      'no GITLAB_TOKEN in merge requests: planned against the state, without a refresh',
      'terraform plan -input=false -lock=false -refresh=false -out plan.tfplan token=none check=false',
    ]);
  });

  test.each([
    ['of the branch that is applied', 'push', 'secret', 'secret'],
    ['of that branch without a token, which then fails instead of leaving GitLab out', 'push', '', ''],
    ['of a merge request that has a token', 'merge_request_event', 'secret', 'secret'],
  ])('%s asks GitLab', (_, source, token, passed) => {
    expect(plan(source, token)).toEqual([
      `terraform plan -input=false -lock=false -out plan.tfplan token=${passed} check=`,
    ]);
  });

  test('with guards runs in merge requests only where there is a token: guards read the projects', () => {
    const guarded = SMALL_FEDERATION.replace('gitlab:\n', 'gitlab:\n  guards: true\n');
    const rules = (text: string): unknown =>
      jobsOf(renderPipelineFile(federationOf(text)))['terraform-plan']?.rules?.[0];
    expect(rules(guarded)).toEqual({ if: '$CI_PIPELINE_SOURCE == "merge_request_event" && $GITLAB_TOKEN' });
    expect(rules(SMALL_FEDERATION)).toEqual({ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' });
  });
});

test('the jobs of Terraform read the token file in either form: their image has no AWS CLI', () => {
  const text = renderPipelineFile(federationOf(SMALL_FEDERATION), { credentials: 'sts-script' });
  expect(jobsOf(text)['.terraform']?.extends).toBe('.aws-token-file');
  for (const name of ['terraform-plan', 'terraform-apply'])
    expect(commandsOf(jobsOf(text), name).join('\n')).not.toMatch(/\baws /);
});

describeTerraform('with Terraform', () => {
  let folder: string;
  let server: Server;
  let requests: string[];
  let state: string | undefined;

  /** The part of GitLab that keeps a state. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refgate-state-'));
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      request.on('end', () => {
        const path = (request.url as string).split('?', 1)[0] as string;
        const user = Buffer.from(String(request.headers.authorization).replace('Basic ', ''), 'base64');
        requests.push(`${request.method} ${path} ${user.toString('utf8')}`);
        if (request.method === 'POST' && !path.endsWith('/lock')) state = text;
        const found = request.method !== 'GET' || state !== undefined;
        response.writeHead(found ? 200 : 404);
        response.end(request.method === 'GET' ? (state ?? '') : '');
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await new Promise((done) => server.close(done));
  });
  beforeEach(() => (requests = []));

  /** Runs a job of the pipeline, its variables filled in as GitLab does, where a synth left its output. */
  function runJob(name: string): Promise<{ code: number | null; output: string }> {
    const stack = join(folder, 'cdktf.out/stacks/production');
    mkdirSync(stack, { recursive: true });
    const terraform = { backend: { local: { path: 'left-behind.tfstate' } } };
    writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify({ terraform, output: { x: { value: 1 } } }));
    const given: Record<string, string> = {
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
      CI_PROJECT_ID: '101',
      CI_PIPELINE_ID: '1001',
      CI_JOB_TOKEN: 'job-token',
      STACK: 'production',
      TERRAFORM_ROLE_ARN: 'arn:aws:iam::111122223333:role/terraform',
    };
    const fill = (text: string): string => text.replace(/\$(\w+)/g, (_, key: string) => given[key] ?? '');
    const declared = Object.entries(jobs['.terraform']!.variables ?? {}).map(([key, value]) => [
      key,
      fill(value),
    ]);
    return new Promise((done) => {
      const child = spawn('sh', ['-ec', commandsOf(jobs, name).join('\n')], {
        cwd: folder,
        env: {
          ...process.env,
          ...given,
          ...Object.fromEntries(declared),
          AWS_TOKEN: 'token',
          TMPDIR: folder,
        },
      });
      let output = '';
      const keep = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.on('close', (code) => done({ code, output }));
    });
  }

  const STATE = '/api/v4/projects/101/terraform/state/production';
  const USER = 'gitlab-ci-token:job-token';

  test('the plan reads the state that GitLab keeps and locks nothing; the apply locks, writes, unlocks', async () => {
    expect(await runJob('terraform-plan')).toMatchObject({ code: 0 });
    expect(new Set(requests)).toEqual(new Set([`GET ${STATE} ${USER}`]));
    requests = [];
    expect(await runJob('terraform-apply')).toMatchObject({ code: 0 });
    const writes = requests.filter((request) => !request.startsWith('GET'));
    expect(writes.at(0)).toBe(`POST ${STATE}/lock ${USER}`);
    expect(writes).toContain(`POST ${STATE} ${USER}`);
    expect(writes.at(-1)).toBe(`DELETE ${STATE}/lock ${USER}`);
    expect(JSON.parse(state as string)).toMatchObject({ outputs: { x: { value: 1 } } });
    // what was planned is applied once: the state is another one now
    const again = await runJob('terraform-apply');
    expect(again.code).not.toBe(0);
    expect(again.output).toContain('Saved plan is stale');
  });
});
