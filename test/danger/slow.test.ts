import { connect, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import type { Harness } from '../../mock-server/harness.js';
import { until as eventually } from '../support/command.js';
import { smallWorld } from '../support/small-world.js';
import { openEdge, until } from './edge.js';

/** Clients that take their time, at a service that gives up in a moment instead of in two minutes. */

const SOON = { headMs: 200, requestMs: 400, readMs: 200, checkEveryMs: 50 };
const sts = await openEdge('sts', smallWorld(), SOON);
const { host } = new URL(sts.url);
const TOO_SLOW = 'somebody began a request and did not finish it in time: the connection was ended';

describe('a client that takes too long', () => {
  test.each([
    ['the head', 'POST /connect/token HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['the first line', 'PO'],
    ['a request of HTTP/0.9, which has no head', 'GET /.well-known/jwks\r\n'],
    ['the body', `POST /connect/token HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\ngrant_type=`],
    ['a chunk', `POST /connect/token HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab`],
  ])(
    'When %s is never finished, then the connection is ended with a 408 and the terminal is told',
    async (_what, sent) => {
      const before = sts.told.length;
      const answer = await until(sts.url, sent);
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*HTTP Error 408\./);
      expect(sts.told.slice(before)).toEqual([TOO_SLOW]);
    },
  );

  test('When one byte of the head comes at a time, then that does not buy more time', async () => {
    const { hostname, port } = new URL(sts.url);
    const socket = connect(Number(port), hostname);
    const drip = setInterval(() => socket.write('x'), 20);
    socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    const answer = await textOf(socket);
    clearInterval(drip);
    expect(answer).toContain('HTTP/1.1 408');
  });

  test('When a good request comes meanwhile, then it is answered as ever', async () => {
    const slow = until(sts.url, 'GET /');
    expect((await fetch(`${sts.url}/.well-known/jwks`)).status).toBe(200);
    expect(await slow).toContain('408');
  });
});

describe('a client that does not read', () => {
  test('When large answers are asked for and not taken, then the connection is ended and the terminal is told', async () => {
    const { url, harness, told } = await openEdge('rap', buildWorld('large'), SOON);
    const path = `/api/v1/partner/${harness.world().applications[0]?.id}/GetSiteByApplication`;
    const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await vendorToken(harness)}\r\n\r\n`;
    const { hostname, port } = new URL(url);
    // Paused from the start. What the system itself holds for both sides is more than one answer of 20,000 rows.
    const socket = connect(Number(port), hostname).pause();
    socket.on('error', () => {});
    socket.write(head.repeat(8));
    await eventually(() => told.length > 0);
    socket.destroy();
    expect(told).toEqual([`GET ${path}: the client stopped reading, so the connection was ended`]);
    expect(harness.journal.list()[0]).toMatchObject({ status: 200, operation: 'rap.sites' });
  });
});

function vendorToken(harness: Harness): Promise<string> {
  const clientId = harness.world().partners[0]?.vendorClient.clientId ?? '';
  const now = harness.clock.now();
  const ask = { issuer: 'http://sts.test', clientId, scopes: ['partner-read'], lifetimeSeconds: 3600, now };
  return harness.tokens.mint(ask, harness.world().signingKey);
}

function textOf(socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let text = '';
    socket.on('data', chunk => {
      text += String(chunk);
    });
    socket.on('error', () => resolve(text));
    socket.once('close', () => resolve(text));
  });
}
