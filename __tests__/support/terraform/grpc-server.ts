import http2 from 'node:http2';
import { decodeMessage, encodeMessage } from './protobuf';
import type { Procedure } from './provider';

/** gRPC status codes. @see https://grpc.io/docs/guides/status-codes/ */
const OK = 0;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** One byte that says "not compressed", and the length in four. */
const FRAME_HEADER = 5;

export interface GrpcServerOptions {
  /** Path of the unix socket to listen on. */
  readonly socket: string;
  /** Makes the procedures of one connection; Terraform opens one connection for each provider block. */
  readonly connect: () => Readonly<Record<string, Procedure>>;
  /** Terraform asked the plugin to end. */
  readonly onShutdown?: () => void;
}

/**
 * Serves the Terraform plugin protocol 6 on clear-text HTTP/2: as much gRPC as the protocol uses, which is
 * unary calls without compression. Whatever else go-plugin asks for is answered with "unimplemented".
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 * @see https://github.com/hashicorp/go-plugin/blob/main/docs/guide-plugin-write-non-go.md
 */
export function serveGrpc({ socket, connect, onShutdown }: GrpcServerOptions): Promise<http2.Http2Server> {
  const server = http2.createServer();
  const connections = new WeakMap<object, Readonly<Record<string, Procedure>>>();

  const procedureFor = (path: string, session: object): Procedure | undefined => {
    const [, service, method = ''] = path.split('/');
    if (service === 'plugin.GRPCController' && method === 'Shutdown') {
      return () => {
        setImmediate(() => onShutdown?.());
        return encodeMessage([]);
      };
    }
    if (service !== 'tfplugin6.Provider') return undefined;
    const procedures = connections.get(session) ?? connect();
    connections.set(session, procedures);
    return procedures[method];
  };

  server.on('stream', (stream, headers) => {
    const path = headers[':path'] ?? '';
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      try {
        const procedure = procedureFor(path, stream.session ?? stream);
        if (procedure === undefined) return answer(stream, UNIMPLEMENTED, `unimplemented ${path}`);
        answer(stream, OK, '', procedure(decodeMessage(Buffer.concat(chunks).subarray(FRAME_HEADER))));
      } catch (error) {
        answer(stream, INTERNAL, error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => resolve(server));
  });
}

function answer(stream: http2.ServerHttp2Stream, status: number, message: string, body?: Buffer): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) }),
  );
  if (body === undefined) {
    stream.end();
    return;
  }
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([header, body]));
}
