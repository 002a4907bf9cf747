import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headersOf } from './secrecy/canaries.js';
import type { Scan } from './secrecy/scan.js';

/** A request that arrived where none belongs, without what it carried: only the names of that. */
export type Strayed = { readonly url: string; readonly carried: readonly string[] };

/** Another host than the service's, on this machine, which notes what is sent to it. */
export type Stray = {
  readonly port: number;
  seen(scan: Scan): readonly Strayed[];
  close(): Promise<void>;
};

const MOST_BODY = 1024 * 1024;

type Arrived = {
  readonly method: string;
  readonly url: string;
  readonly raw: readonly string[];
  readonly body: Buffer;
};

/** Opens it on both addresses of this machine, since a name may mean either. */
export async function openStray(): Promise<Stray> {
  const arrived: Arrived[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    const { method = '', url = '', rawHeaders } = request;
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of request) {
        if (!Buffer.isBuffer(part) || size > MOST_BODY) continue;
        parts.push(part);
        size += part.length;
      }
    } catch {
      // What came before it broke off was sent all the same.
    }
    arrived.push({ method, url, raw: rawHeaders, body: Buffer.concat(parts) });
  };
  const server = () =>
    createServer((request, response) => {
      // Noted before it is answered: whoever has an answer has been seen.
      void take(request).then(() => response.writeHead(404, { 'content-type': 'application/json' }).end('{}'));
    });
  const first = server();
  const port = await listen(first, 0, '127.0.0.1');
  const second = server();
  // Without IPv6, or where somebody else has that port, the name means the first address.
  const both = await listen(second, port, '::1').then(
    () => [first, second],
    () => [first],
  );
  return {
    port,
    seen: scan => arrived.map(each => strayedOf(each, scan)),
    close: async () => {
      await Promise.all(both.map(each => new Promise(resolve => each.close(resolve).closeAllConnections())));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function strayedOf({ method, url, raw, body }: Arrived, scan: Scan): Strayed {
  const held = (text: string | Buffer) => scan.secretsIn(Buffer.from(text)).map(({ name }) => name);
  const inHeaders = headersOf(raw).flatMap(({ name, value }) =>
    // Whatever it says, it was meant for the service.
    name === 'authorization' ? ['the header authorization'] : held(value).map(what => `${what} in the header ${name}`),
  );
  const inUrl = held(url).map(what => `${what} in the address`);
  const [path = ''] = url.split('?');
  return {
    url: `${method} ${inUrl.length > 0 ? 'an address with a secret in it' : path.slice(0, 100)}`,
    carried: [...inHeaders, ...inUrl, ...held(body).map(what => `${what} in the body`)],
  };
}
