import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type Victim, victim } from './child.js';

/** Clients that tear the connection down by a reset, at every point at which somebody else has just taken it over. */

const HOST = 'Host: sts.sims.co.uk\r\n';
const BEGINNINGS = {
  'a tunnel is asked for': `CONNECT sts.sims.co.uk:443 HTTP/1.1\r\n${HOST}\r\n`,
  'a tunnel to elsewhere is asked for': `CONNECT elsewhere.example:443 HTTP/1.1\r\n${HOST}\r\n`,
  'another protocol is asked for': `GET / HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
  'a request is whole': `GET /.well-known/jwks HTTP/1.1\r\n${HOST}\r\n`,
  'a body is on its way': `POST /connect/token HTTP/1.1\r\n${HOST}Content-Length: 100000\r\n\r\ngrant_type=`,
  'a body is too large': `POST /connect/token HTTP/1.1\r\n${HOST}Content-Length: 99000000\r\n\r\ngrant_type=`,
  'a head is begun': `GET / HTTP/1.1\r\n${HOST}`,
  'no HTTP is spoken': 'HELLO\r\n\r\n',
  'a handshake is begun': Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]).toString('latin1'),
};
const CLIENTS = 30;

/** Half of them as soon as their bytes are on the way, the others at the first byte of an answer, or when there is none. */
async function resets(url: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const one = (atOnce: boolean) =>
    new Promise<void>(resolve => {
      const reset = () => void socket.resetAndDestroy();
      const socket = connect(Number(port), hostname, () =>
        socket.write(bytes, 'latin1', atOnce ? reset : () => socket.setTimeout(100, reset)),
      );
      socket.once('data', reset);
      socket.on('error', () => undefined);
      socket.once('close', () => resolve());
    });
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => one(index % 2 === 0)));
}

const portsOf = ({ ready }: Victim) => [ready.stsUrl, ready.rapUrl, ready.proxyUrl, ready.controlUrl];

test.each([
  ['in plain http', []],
  ['behind TLS and the proxy', ['--https', '--intercept', '0']],
])(
  'When clients reset their connections %s, whatever they had begun, then the harness lives on',
  async (_how, options) => {
    const it = await victim(options);
    for (const url of portsOf(it)) {
      if (url !== null) for (const bytes of Object.values(BEGINNINGS)) await resets(url, bytes);
    }
    expect(await fetch(`${it.ready.controlUrl}/api/health`).then(answer => answer.status)).toBe(200);
    expect((await it.stop()).exit).toBe(0);
  },
);
