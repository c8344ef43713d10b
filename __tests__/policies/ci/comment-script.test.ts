import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMENT_MARKER, renderComponent } from '../../../policies/index';
import { commandsOf, jobsOf } from './pipeline-yaml';

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  readonly body: string;
}

const BOT = { id: 7 };
const script = commandsOf(jobsOf(renderComponent()), 'refgate-check-comment').find((command) =>
  command.startsWith('node '),
);

let folder: string;
let server: Server;
let notes: Note[];
let writes: string[];
let refuse: number | undefined;

/** The three answers of GitLab's API that the job needs, two notes a page. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-comment-'));
  server = createServer((request, response) => {
    const url = new URL(request.url as string, 'http://gitlab.test');
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      const answer = (status: number, body: unknown, headers = {}): void => {
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      };
      if (request.headers['private-token'] !== 'glpat-secret')
        return answer(401, { message: 'Unauthorized' });
      if (url.pathname === '/api/v4/user') return answer(200, BOT);
      if (refuse !== undefined) return answer(refuse, { message: 'refused' });
      if (request.method === 'GET') {
        const page = Number(url.searchParams.get('page'));
        const next = notes.length > page * 2 ? String(page + 1) : '';
        return answer(200, notes.slice((page - 1) * 2, page * 2), { 'x-next-page': next });
      }
      writes.push(`${request.method} ${url.pathname} ${(JSON.parse(text) as { body: string }).body}`);
      return answer(200, {});
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((done) => server.close(done));
});
beforeEach(() => {
  notes = [];
  writes = [];
  refuse = undefined;
});

const BODY = `${COMMENT_MARKER}\n### it holds 'quoted' $HOME\n`;
const NOTES = '/api/v4/projects/55/merge_requests/3/notes';

function post(more: object = {}): Promise<{ code: number | null; stderr: string }> {
  writeFileSync(join(folder, 'refgate.md'), BODY);
  return new Promise((done) => {
    const child = spawn('sh', ['-ec', script as string], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
        CI_MERGE_REQUEST_PROJECT_ID: '55',
        CI_MERGE_REQUEST_IID: '3',
        REFGATE_TOKEN: 'glpat-secret',
        ...more,
      },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('close', (code) => done({ code, stderr }));
  });
}

const note = (id: number, author: number, body: string): Note => ({ id, author: { id: author }, body });

test('the first pipeline posts a comment', async () => {
  notes = [note(1, 1, 'looks good'), note(2, BOT.id, 'another comment of the bot')];
  expect(await post()).toEqual({ code: 0, stderr: '' });
  expect(writes).toEqual([`POST ${NOTES} ${BODY}`]);
});

test('the next one updates it, on whichever page it is', async () => {
  notes = [note(1, 1, 'a'), note(2, 1, 'b'), note(3, 1, 'c'), note(4, BOT.id, `${COMMENT_MARKER}\nold`)];
  expect(await post()).toEqual({ code: 0, stderr: '' });
  expect(writes).toEqual([`PUT ${NOTES}/4 ${BODY}`]);
});

test("somebody else's comment with the same beginning is left alone", async () => {
  notes = [note(1, 1, `${COMMENT_MARKER}\nmine, I say`)];
  await post();
  expect(writes).toEqual([`POST ${NOTES} ${BODY}`]);
});

test.each([
  ['a wrong token', { REFGATE_TOKEN: 'x' }, undefined, /401/],
  ['a refusal', {}, 403, /403 \{"message":"refused"\}/],
])('%s fails the job and is told; the token is not', async (_name, more, status, message) => {
  refuse = status;
  const { code, stderr } = await post(more);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('glpat-secret');
});
