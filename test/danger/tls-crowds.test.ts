import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { crowd, heard, toldBy, type Victim, victim } from './child.js';

/** The same dangers where TLS and the proxy stand between. */

const MB = 1024 * 1024;
const HELLO_BEGUN = Buffer.from([0x16, 3, 1, 2, 0]).toString('latin1');

/** Whether it still serves, over TLS, to a client that trusts its CA. */
async function serves({ ready }: Victim): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: readFileSync(ready.caFile ?? '', 'utf8') } });
  const { statusCode, body } = await request(`${ready.stsUrl}/.well-known/jwks`, { dispatcher });
  await body.dump();
  await dispatcher.close();
  expect(statusCode).toBe(200);
}

const secure = () => victim(['--https', '--intercept', '0']);
const connectTo = (host: string) => `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

test('When 1,000 handshakes are begun and left, then others are served and memory stays flat', async () => {
  const it = await secure();
  await serves(it);
  const before = await it.memory();
  const begun = await crowd(it.ready.stsUrl, 500, HELLO_BEGUN);
  const silent = await crowd(it.ready.rapUrl, 500, '');
  await serves(it);
  expect(((await it.memory()) - before) / MB).toBeLessThan(100);
  for (const socket of [...begun, ...silent]) socket.destroy();
  await serves(it);
  expect((await it.stop()).exit).toBe(0);
});

test('When 1,000 tunnels to other hosts are asked for, then each is refused and told, and memory stays flat', async () => {
  const it = await secure();
  await serves(it);
  const before = await it.memory();
  const sockets = await crowd(it.ready.proxyUrl ?? '', 1000, '');
  const refused = heard(sockets, 'HTTP/1.1 403');
  for (const socket of sockets) socket.write(connectTo('elsewhere.example:443'));
  await refused;
  for (const socket of sockets) socket.destroy();
  await serves(it);
  expect(((await it.memory()) - before) / MB).toBeLessThan(60);
  expect(toldBy(it).filter(line => line.includes('elsewhere.example'))).toHaveLength(1000);
  expect((await it.stop()).exit).toBe(0);
});

test('When 1,000 tunnels to a host of the vendor are opened and left, then others are served and it stops when asked', async () => {
  const it = await secure();
  await serves(it);
  const before = await it.memory();
  const sockets = await crowd(it.ready.proxyUrl ?? '', 1000, '');
  const opened = heard(sockets, 'HTTP/1.1 200');
  for (const socket of sockets) socket.write(connectTo('sts.sims.co.uk:443'));
  await opened;
  await serves(it);
  expect(((await it.memory()) - before) / MB).toBeLessThan(100);
  expect((await it.stop()).exit).toBe(0);
});
