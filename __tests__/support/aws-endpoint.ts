import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, request } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A stand-in for `sts.*.amazonaws.com`, for clients that cannot be given another endpoint: the environment that leads them to it. */
export interface AwsEndpoint {
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/**
 * A proxy that ends every connection to AWS at a TLS server of its own, which hands the requests to a server on loopback. The client
 * speaks TLS, checks the certificate and signs for the host that it means.
 * @param folder for the key and the certificate
 */
export async function awsEndpoint(target: string, folder: string): Promise<AwsEndpoint> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const hosts = ['sts.eu-west-1.amazonaws.com', 'sts.amazonaws.com', 'sts.us-east-1.amazonaws.com'];
  const names = `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}`;
  const files = ['-keyout', key, '-out', cert];
  const kind = [
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-subj',
    '/CN=refgate test',
    '-addext',
  ];
  execFileSync('openssl', ['req', ...kind, names, ...files], { stdio: 'ignore' });
  const tls = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const sent = request(`${target}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  const tlsPort = await listen(tls);
  const proxy = createHttp();
  const sockets = new Set<Socket>();
  proxy.on('connect', (_, client: Socket) => {
    const inner = connect(tlsPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      inner.pipe(client);
      client.pipe(inner);
    });
    for (const socket of [client, inner]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  const proxyPort = await listen(proxy);
  return {
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
      NO_PROXY: '',
      AWS_CA_BUNDLE: cert,
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      tls.closeAllConnections();
      await Promise.all([tls, proxy].map((server) => new Promise((done) => server.close(done))));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
