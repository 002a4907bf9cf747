import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { ask, postForm } from '../support/ask.js';
import { crowd, heard, toldBy, type Victim, victim } from './child.js';

/** What would kill a process or fill its memory, done to a real one. */

const MB = 1024 * 1024;

/** Whether it still serves: a token, and the list with it. */
async function serves({ ready }: Victim): Promise<void> {
  const { clientId, clientSecret, tokenUrl, rapUrl, applicationId } = ready;
  const fields = { grant_type: 'client_credentials', scope: 'partner-read' };
  const reply = await postForm(tokenUrl, { ...fields, client_id: clientId, client_secret: clientSecret });
  const authorization = `Bearer ${JSON.parse(reply.body).access_token}`;
  const list = await ask(`${rapUrl}/api/v1/partner/${applicationId}/GetSiteByApplication`, {
    headers: { authorization },
  });
  expect(list.status).toBe(200);
}

async function tokenOf({ ready }: Victim): Promise<string> {
  const fields = { grant_type: 'client_credentials', scope: 'partner-read' };
  const secrets = { client_id: ready.clientId, client_secret: ready.clientSecret };
  return String(JSON.parse((await postForm(ready.tokenUrl, { ...fields, ...secrets })).body).access_token);
}

describe('many at once', () => {
  test('When 1,000 connections stay open between requests, then all are served and cost next to nothing', async () => {
    const it = await victim();
    await serves(it);
    const before = await it.memory();
    const request = 'GET /.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n\r\n';
    const sockets = await crowd(it.ready.stsUrl, 1000, '');
    const answered = heard(sockets, '"issuer"');
    for (const socket of sockets) socket.write(request);
    await answered;
    expect(((await it.memory()) - before) / MB).toBeLessThan(60);
    await serves(it);
    for (const socket of sockets) socket.destroy();
    expect((await it.stop()).exit).toBe(0);
  });

  test('When 1,000 requests are begun and left, then others are served and memory stays flat', async () => {
    const it = await victim();
    await serves(it);
    const before = await it.memory();
    const heads = await crowd(it.ready.stsUrl, 500, 'POST /connect/token HTTP/1.1\r\nHost: x\r\nX-Half: ');
    const bodies = await crowd(
      it.ready.rapUrl,
      500,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\nabc',
    );
    await serves(it);
    expect(((await it.memory()) - before) / MB).toBeLessThan(60);
    for (const socket of [...heads, ...bodies]) socket.destroy();
    expect((await it.stop()).exit).toBe(0);
  });

  test('When it is asked to stop while a crowd hangs on, then it stops', async () => {
    const it = await victim();
    await crowd(it.ready.stsUrl, 200, 'POST /connect/token HTTP/1.1\r\nHost: x\r\n');
    await crowd(it.ready.rapUrl, 200, '');
    expect((await it.stop()).exit).toBe(0);
  });
});

describe('much at once', () => {
  test('When forms of 10 MB are sent over and over, then each is a 413, told, and memory stays flat', async () => {
    const it = await victim();
    await serves(it);
    const before = await it.memory();
    const body = Buffer.alloc(10 * MB, 'a=b&');
    const statuses = [];
    for (let i = 0; i < 20; i++) statuses.push(await postAll(it.ready.tokenUrl, body));
    expect([...new Set(statuses)]).toEqual(['HTTP/1.1 413']);
    expect(((await it.memory()) - before) / MB).toBeLessThan(30);
    expect(toldBy(it).filter(line => line.includes('a body of more than 4 MB: refused unread'))).toHaveLength(20);
    await serves(it);
    expect((await it.stop()).exit).toBe(0);
  });

  test('When clients ask for 20,000 rows and never read, then others are served and the list is kept once', async () => {
    const it = await victim(['--world', 'large']);
    const token = await tokenOf(it);
    await serves(it);
    const before = await it.memory();
    const path = `/api/v1/partner/${it.ready.applicationId}/GetSiteByApplication`;
    const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const sockets = await crowd(it.ready.rapUrl, 50, '');
    for (const socket of sockets) socket.pause().write(request.repeat(4));
    await serves(it);
    expect(((await it.memory()) - before) / MB).toBeLessThan(120);
    for (const socket of sockets) socket.destroy();
    await serves(it);
    expect(((await it.memory()) - before) / MB).toBeLessThan(30);
    expect((await it.stop()).exit).toBe(0);
  });

  test('When thousands of long addresses are asked for, then the journal keeps their beginnings', async () => {
    const it = await victim(['--log-level', 'silent']);
    await serves(it);
    const before = await it.memory();
    const [socket] = await crowd(it.ready.rapUrl, 1, '');
    if (!socket) throw new Error('arrange: one connection');
    const nowhere = `GET /${'a'.repeat(14_000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const list = `/api/v1/partner/${it.ready.applicationId}/GetSiteByApplication?${'q'.repeat(14_000)}=1`;
    socket.resume().write(nowhere.repeat(2000));
    socket.end(`GET ${list} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(2000));
    await once(socket, 'close');
    expect(((await it.memory()) - before) / MB).toBeLessThan(25);
    expect((await it.stop()).exit).toBe(0);
  });

  test('When unknown clients send forms of 3 MB, then the journal keeps their ids and not the forms', async () => {
    const it = await victim(['--log-level', 'silent']);
    await serves(it);
    const before = await it.memory();
    const padding = `&padding=${'x'.repeat(3 * MB)}`;
    for (let i = 0; i < 25; i++) {
      const form = `grant_type=client_credentials&scope=x&client_id=somebody-unknown-${i}&client_secret=guessed-${i}`;
      expect((await postForm(it.ready.tokenUrl, form + padding)).status).toBe(400);
    }
    expect(((await it.memory()) - before) / MB).toBeLessThan(25);
    expect((await it.stop()).exit).toBe(0);
  });

  test.each([
    ['megabytes in place of a token', '/connect/accessTokenValidation', `token=${'x'.repeat(3 * MB)}`],
    [
      'a token beside megabytes',
      '/connect/accessTokenValidation',
      `padding=${'x'.repeat(3 * MB)}&token=guessed-and-long`,
    ],
    [
      'a secret beside megabytes',
      '/connect/token',
      `client_id=x&padding=${'x'.repeat(3 * MB)}&client_secret=guessed-and-long`,
    ],
  ])('When forms come with %s, then nothing of them is kept', async (_what, path, form) => {
    const it = await victim(['--log-level', 'silent']);
    await serves(it);
    const before = await it.memory();
    for (let i = 0; i < 25; i++) expect((await postForm(`${it.ready.stsUrl}${path}`, `${form}-${i}`)).status).toBe(400);
    expect(((await it.memory()) - before) / MB).toBeLessThan(25);
    expect((await it.stop()).exit).toBe(0);
  });
});

/** The first words of the answer, which may come before the whole body was taken. */
async function postAll(url: string, body: Buffer): Promise<string> {
  const { host, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`;
  const [socket] = await crowd(url, 1, head);
  if (!socket) throw new Error('arrange: one connection');
  socket.write(body);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer).slice(0, 12);
}
