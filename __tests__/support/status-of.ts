import { request, type Agent } from 'node:http';

/** The status of one request, `0` where the connection ended without one. */
export function statusOf(
  server: string,
  agent: Agent,
  method: string,
  path: string,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(`${server}${path}`, { method, headers, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', () => resolve(0));
    });
    sent.once('error', () => resolve(0));
    sent.end(body);
  });
}
