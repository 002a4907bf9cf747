import { readFileSync } from 'node:fs';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { expect, test } from 'vitest';
import { crowd, heard, toldBy, type Victim, victim } from './child.js';

/** The same dangers where TLS and the proxy stand between. */

const MB = 1024 * 1024;
/** The beginning of a handshake that says it is 512 bytes long. */
const HELLO_BEGUN = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]).toString('latin1');

/** Whether it still serves both ways, to a client that trusts its CA: at its own port, and through the proxy. */
async function serves({ ready }: Victim): Promise<void> {
  const ca = readFileSync(ready.caFile ?? '', 'utf8');
  const direct = new Agent({ connect: { ca } });
  const through = new ProxyAgent({ uri: ready.proxyUrl ?? '', requestTls: { ca } });
  expect(await statusOf(`${ready.stsUrl}/.well-known/jwks`, direct)).toBe(200);
  expect(await statusOf('https://sts.sims.co.uk/.well-known/jwks', through)).toBe(200);
}

async function statusOf(url: string, dispatcher: Dispatcher): Promise<number> {
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  await dispatcher.close();
  return statusCode;
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

test('When 1,000 tunnels to other hosts are asked for, then each is refused, told and counted, and memory stays flat', async () => {
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
  const { body } = await request(`${it.ready.controlUrl}/api/worlds/default/journal/count?service=proxy`);
  expect(await body.json()).toEqual({ count: 1000 });
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
