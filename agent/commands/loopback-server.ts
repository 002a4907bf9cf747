// A small HTTP server for this machine only: 127.0.0.1, or a socket in a private folder. It answers GET, and no browser.
import { once } from 'node:events';
import { chmod, lstat, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ConfigurationError, StoreUnreadable, systemCode } from '../errors.js';
import type { Place } from '../ports.js';
import { assertPrivate, ifThere, makeFolder } from '../vault/files/durable.js';

/** What a server of ours looks at in a request. */
export type Asked = { readonly path: string; readonly query: string; readonly authorization: string | undefined };
export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
};
export type LoopbackServer = {
  /** As a person or a program would name it. */
  readonly address: string;
  readonly port: number | null;
  /** Lets answers under way go out, for half a second. */
  close(): Promise<void>;
};

export const jsonReply = (status: number, value: unknown, headers?: Reply['headers']): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  text: `${JSON.stringify(value)}\n`,
  ...(headers && { headers }),
});

/** An answer that is none: `error` for programs, `message` for people. */
export const refusal = (status: number, error: string, message: string, more: object = {}): Reply =>
  jsonReply(status, { error, message, ...more });

/** `setting`: what to change when the place cannot be had. `answer` must not throw. Throws ConfigurationError or StoreUnreadable. */
export async function serveLoopback(
  place: Place,
  setting: string,
  answer: (asked: Asked) => Promise<Reply>,
): Promise<LoopbackServer> {
  if ('socket' in place) await makeWay(place.socket);
  const server = createServer(async (request, response) => {
    const { status, type, text, headers } = stranger(request, 'socket' in place) ?? (await answer(askedBy(request)));
    const always = { 'content-type': type, 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' };
    response.writeHead(status, { ...always, ...headers }).end(text);
  });
  const name = 'socket' in place ? place.socket : `127.0.0.1:${place.port}`;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve).once('error', reject);
    if ('socket' in place) server.listen(place.socket);
    else server.listen(place.port, '127.0.0.1');
  }).catch((cause: unknown) => {
    const why = `${name} cannot be listened on (${systemCode(cause)}). Choose another ${setting}.`;
    throw new ConfigurationError(why, { cause });
  });
  // Nobody else could have come in meanwhile: the folder is private.
  if ('socket' in place) await chmod(place.socket, 0o600);
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : null;
  return {
    address: port === null ? name : `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      const last = setTimeout(() => server.closeAllConnections(), 500);
      await closed;
      clearTimeout(last);
    },
  };
}

function askedBy({ url = '', headers: { authorization } }: IncomingMessage): Asked {
  const [path = '', query = ''] = url.split('?');
  return { path, query, authorization };
}

/**
 * Turns away what no program of this machine sends: a page in a browser names its `Origin`, or, once its own name was made to
 * mean 127.0.0.1, a foreign `Host`. No name leads to a socket, so there any `Host` will do.
 */
function stranger({ method, headers: { host = '', origin } }: IncomingMessage, isSocket: boolean): Reply | undefined {
  if (!isSocket && !/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host))
    return refusal(403, 'foreign_host', 'Ask for http://127.0.0.1 or http://localhost.');
  if (origin !== undefined) return refusal(403, 'foreign_origin', 'This is not for browsers.');
  if (method !== 'GET')
    return { ...refusal(405, 'method_not_allowed', 'There is nothing here but to GET.'), headers: { allow: 'GET' } };
  return undefined;
}

/** What every system takes; Linux allows four bytes more, and Node would cut a longer path without a word. */
const longest = 103;

/** Makes the private folder of a socket, and takes away what a dead server left there. */
async function makeWay(path: string): Promise<void> {
  const refuse = (why: string, cause?: unknown) => new ConfigurationError(`--socket ${path}: ${why}`, { cause });
  if (process.platform === 'win32') throw refuse('Windows has none that are private. Use --port.');
  if (Buffer.byteLength(path) > longest) throw refuse(`longer than ${longest} bytes. Choose a shorter path.`);
  try {
    await makeFolder(dirname(path));
    await assertPrivate(dirname(path));
    const found = await ifThere(lstat(path), null);
    if (found && !found.isSocket()) throw refuse('something else is there. Choose another path.');
    if (found && (await isAnswered(path)))
      throw refuse('another program serves there. Stop it, or choose another path.');
    if (found) await rm(path, { force: true });
  } catch (cause) {
    if (cause instanceof ConfigurationError || cause instanceof StoreUnreadable) throw cause;
    throw refuse(`its folder cannot be used (${systemCode(cause)}). Choose a folder of this user's own.`, cause);
  }
}

/** Whoever listens is connected to by the system, however busy it is; only a socket without a listener refuses. */
const isAnswered = (path: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(path, () => resolve(true)).once('error', error => {
      resolve(!['ECONNREFUSED', 'ENOENT'].includes(systemCode(error) ?? ''));
    });
    socket.once('connect', () => socket.destroy());
  });
