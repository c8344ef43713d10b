/**
 * Posts `refgate.md` as a comment of the merge request, or updates the one that it posted before: the one of the same user that begins
 * with the same line. Runs in Node 20 without packages; needs `REFGATE_TOKEN`, a token with the scope `api`.
 * @see https://docs.gitlab.com/api/notes/#merge-requests
 */
export const COMMENT_SCRIPT = `node --input-type=module - <<'END'
import { readFileSync } from "node:fs";
const { CI_API_V4_URL, CI_MERGE_REQUEST_IID, CI_MERGE_REQUEST_PROJECT_ID, REFGATE_TOKEN } = process.env;
const body = readFileSync("refgate.md", "utf8");
const marker = body.split("\\n", 1)[0];
const notes = \`\${CI_API_V4_URL}/projects/\${CI_MERGE_REQUEST_PROJECT_ID}/merge_requests/\${CI_MERGE_REQUEST_IID}/notes\`;
const ask = async (url, method = "GET", content) => {
  const headers = { "PRIVATE-TOKEN": REFGATE_TOKEN, "Content-Type": "application/json" };
  const answer = await fetch(url, { method, headers, body: content && JSON.stringify(content) });
  if (!answer.ok) throw new Error(\`\${method} \${url}: \${answer.status} \${await answer.text()}\`);
  return { json: await answer.json(), next: answer.headers.get("x-next-page") };
};
const me = (await ask(\`\${CI_API_V4_URL}/user\`)).json.id;
let own;
for (let page = "1"; page && !own; ) {
  const { json, next } = await ask(\`\${notes}?per_page=100&page=\${page}\`);
  own = json.find((note) => note.author.id === me && note.body.startsWith(marker));
  page = next;
}
await (own ? ask(\`\${notes}/\${own.id}\`, "PUT", { body }) : ask(notes, "POST", { body }));
END`;
