import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { CREDENTIAL_FORMS, renderPipelineFile, type CredentialForm } from '../../policies/index';
import { federationOf, SMALL_FEDERATION } from '../policies/ci/awkward-federation';
import { describeAwsCli, runBeside, type Ran } from '../support/aws-cli';
import { awsEndpoint, type AwsEndpoint } from '../support/aws-endpoint';
import { bundledProgram } from '../support/bundled-program';
import { describeNpmTool } from '../support/npm-tool';
import { startStsProcess, type StsProcess } from '../support/sts-process';

const MAIN = { project: 'api', branch: 'main' };
const FEATURE = { project: 'api', branch: 'feature/x' };

/** Variables that GitLab sets and gitlab-ci-local cannot know. */
const PREDEFINED = { CI_PROJECT_ID: '101', CI_PIPELINE_SOURCE: 'push' };

const session = (role: string): string =>
  `"Arn": "arn:aws:sts::111122223333:assumed-role/${role}/gitlab-101-`;

const REFUSED =
  'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity';

describeAwsCli('jobs with the AWS CLI', () => {
  describeNpmTool('gitlab-ci-local', 'gitlab-ci-local runs the emitted pipeline', (installed) => {
    let folder: string;
    let sts: StsProcess;
    let endpoint: AwsEndpoint;
    beforeAll(async () => {
      // GitLab's runner copies the project with git, gitlab-ci-local with rsync
      expect(spawnSync('rsync', ['--version']).error).toBeUndefined();
      folder = mkdtempSync(join(tmpdir(), 'refgate-pipeline-'));
      writeFileSync(join(folder, 'federation.yaml'), SMALL_FEDERATION);
      sts = await startStsProcess(folder, ['federation.yaml']);
      endpoint = await awsEndpoint(sts.url, folder);
    });
    afterAll(async () => {
      await endpoint?.close();
      expect(await sts?.end()).toBe(0);
      rmSync(folder, { recursive: true });
    });

    /** A clone of the project as a runner has it, with the emitted pipeline. */
    function clone(form: CredentialForm, branch: string, more: Readonly<Record<string, string>> = {}) {
      const project = mkdtempSync(join(folder, 'clone-'));
      const pipeline = renderPipelineFile(federationOf(SMALL_FEDERATION), { credentials: form });
      const files = { 'federation.yaml': SMALL_FEDERATION, '.gitlab-ci.yml': pipeline, ...more };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(project, name)), { recursive: true });
        writeFileSync(join(project, name), text);
      }
      const git = (...args: readonly string[]): void => {
        execFileSync('git', args, { cwd: project, stdio: 'ignore' });
      };
      git('init', '-b', branch);
      git('config', 'user.name', 'refgate test');
      git('config', 'user.email', 'test@example.com');
      git('remote', 'add', 'origin', 'git@gitlab.com:acme/platform/api.git');
      git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
      git('add', '--all');
      git('commit', '--message', 'test');
      return { project, branch };
    }

    /** Runs the pipeline of a push, or one stage of it, with the token that GitLab would give its jobs. */
    async function run(
      { project, branch }: ReturnType<typeof clone>,
      pipeline: object,
      ...stage: readonly string[]
    ) {
      const node = installed.file(`node-${process.platform}-${process.arch}/bin/node`);
      const home = mkdtempSync(join(folder, 'home-'));
      const variables = {
        ...PREDEFINED,
        CI_COMMIT_REF_PROTECTED: String(branch === 'main'),
        // the project has it for its environment, the job of the other role names its own
        AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/deploy',
        AWS_TOKEN: await sts.mint({ pipeline }),
      };
      return runBeside(
        // Node 22, where this process may be an older one
        existsSync(node) ? node : process.execPath,
        [
          installed.file('gitlab-ci-local/dist/index.js'),
          '--cwd',
          relative(process.cwd(), project),
          '--force-shell-executor',
          '--no-json-schema-validation',
          ...stage,
          '--ignore-predefined-vars',
          [...Object.keys(PREDEFINED), 'CI_COMMIT_REF_PROTECTED'].join(','),
          ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
        ],
        home,
        { ...endpoint.env, TMPDIR: home, NO_COLOR: '1' },
      );
    }

    /** What a job printed, and whether it passed. */
    function job({ stdout, stderr }: Ran, name: string) {
      const own = `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith(`${name} `));
      return {
        ran: own.length > 0,
        passed: own.some((line) => / finished in /.test(line) && !line.includes('FAIL')),
        text: own.join('\n'),
      };
    }

    describe.each(CREDENTIAL_FORMS)('%s', (form) => {
      test('on the protected branch, both roles are assumed', async () => {
        const ran = await run(clone(form, 'main'), MAIN, '--stage', 'roles');
        expect(ran).toEqual({ ...ran, status: 0 });
        for (const role of ['deploy', 'plan'])
          expect(job(ran, `assume-${role}`)).toMatchObject({
            passed: true,
            text: expect.stringContaining(session(role)),
          });
      });

      test('on another branch, the job of the role that would refuse it does not run', async () => {
        const ran = await run(clone(form, 'feature/x'), FEATURE, '--stage', 'roles');
        expect(ran).toEqual({ ...ran, status: 0 });
        expect(job(ran, 'assume-deploy').ran).toBe(false);
        expect(job(ran, 'assume-plan')).toMatchObject({
          passed: true,
          text: expect.stringContaining(session('plan')),
        });
      });

      test('a job that runs with the token of another branch is refused, and fails the pipeline', async () => {
        const ran = await run(clone(form, 'main'), FEATURE, '--stage', 'roles');
        expect(ran.status).not.toBe(0);
        const refused = job(ran, 'assume-deploy');
        expect(refused).toMatchObject({ passed: false, text: expect.stringContaining(REFUSED) });
        expect(refused.text).not.toContain('assumed-role');
        expect(job(ran, 'assume-plan').passed).toBe(true);
      });
    });

    test('the whole pipeline of a push: the check by the lockfile, then the roles; Terraform waits to be started', async () => {
      const program = bundledProgram('cli/main.ts');
      const manifest = { name: 'infra', version: '1.0.0', dependencies: { refgate: 'file:tool' } };
      const tool = { name: 'refgate', version: '0.1.0', bin: { refgate: 'refgate.cjs' } };
      const lock = {
        name: 'infra',
        version: '1.0.0',
        lockfileVersion: 3,
        requires: true,
        packages: {
          '': manifest,
          'node_modules/refgate': { resolved: 'tool', link: true },
          tool,
        },
      };
      const pushed = clone('token-file', 'main', {
        'package.json': JSON.stringify(manifest),
        'package-lock.json': JSON.stringify(lock),
        'tool/package.json': JSON.stringify(tool),
        'tool/refgate.cjs': `#!/usr/bin/env node\nrequire(${JSON.stringify(program.file)});\n`,
      });
      const ran = await run(pushed, MAIN);
      program.remove();
      expect(ran).toEqual({ ...ran, status: 0 });
      expect(job(ran, 'refgate').passed).toBe(true);
      const page = join(pushed.project, '.gitlab-ci-local/artifacts/refgate/refgate.html');
      expect(readFileSync(page, 'utf8')).toContain('<title>all holds · cdktf.out');
      for (const role of ['deploy', 'plan']) expect(job(ran, `assume-${role}`).text).toContain(session(role));
      expect(ran.stdout).not.toContain('terraform-apply');
    });
  });
});
