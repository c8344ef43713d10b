// Sends one form again and again, for the section `sts`: a process of its own, so that its time is not that of the server.
// Arguments: URL, how many, how many at a time; the form on standard input. Ends with 1 at the first answer that is not 200.
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

const [url, count, atATime] = process.argv.slice(2);
const body = await text(process.stdin);
const agent = new Agent({ keepAlive: true, maxSockets: Number(atATime) });
const headers = {
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': Buffer.byteLength(body),
};

let left = Number(count);
async function one() {
  while (left > 0) {
    left -= 1;
    const status = await new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', headers, agent }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode));
      });
      sent.once('error', reject);
      sent.end(body);
    });
    if (status !== 200) throw new Error(`answered with ${status}`);
  }
}
await Promise.all(Array.from({ length: Number(atATime) }, one));
agent.destroy();
