import { afterAll, expect, test } from 'vitest';
import { createControl } from '../../mock-server/control/index.js';
import { createRegistry } from '../../mock-server/registry.js';
import { testKeyRing } from '../support/keys.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();
const { port } = new URL(control.harness.ready.controlUrl ?? '');

test.each([`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])(
  'When the port is called as %s, then it answers',
  async host => {
    expect((await control.get('/api/health', { host })).status).toBe(200);
  },
);

test.each([
  'evil.example',
  `evil.example:${port}`,
  `127.0.0.1.evil.example:${port}`,
  '127.0.0.1:1',
  'localhost',
  `10.0.0.1:${port}`,
])('When the port is called as %s, then it refuses, whatever is asked', async host => {
  const message = `The control API is not called "${host}": call it by 127.0.0.1:${port} or localhost:${port}.`;
  for (const path of ['/api/health', '/api/info', '/nothing']) {
    expect(refused(await control.get(path, { host }))).toEqual([403, 'CONTROL_FOREIGN_HOST', message]);
  }
});

test.each([
  'https://evil.example',
  'null',
  'http://localhost:1',
  `https://127.0.0.1:${port}`,
  `http://localhost:${port}`,
])('When a page of %s calls 127.0.0.1, then it is refused', async origin => {
  const told = await control.call('POST', '/api/worlds/default/reset', undefined, { origin });
  expect(refused(told)).toEqual([
    403,
    'CONTROL_FOREIGN_ORIGIN',
    `Pages of "${origin}" may not use the control API: call it from a script, or from a page of its own.`,
  ]);
  expect(told.headers['access-control-allow-origin']).toBeUndefined();
});

test('When a page of the port itself calls, then it may', async () => {
  const told = await control.get('/api/health', { origin: `http://127.0.0.1:${port}` });
  expect(told.status).toBe(200);
});

test('When a browser asks for permission first, then it gets none', async () => {
  const told = await control.call('OPTIONS', '/api/worlds/default/changes', undefined, {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
  });
  expect([told.status, told.headers['access-control-allow-origin']]).toEqual([403, undefined]);
});

test('When the port is bound to loopback, then no token is needed and a wrong one does not matter', async () => {
  const told = await control.call('POST', '/api/worlds/default/reset', undefined, { authorization: 'Bearer x' });
  expect(told.status).toBe(200);
});

/** A control port as if it were bound to every address of the machine. */
const registry = createRegistry('http://sts.test', testKeyRing());
await registry.create({ id: 'default', clock: 'manual' });
const open = createControl({
  registry,
  stsUrl: 'http://sts.test',
  rapUrl: 'http://rap.test',
  dialects: [],
  host: '0.0.0.0',
  onBug: error => {
    throw error;
  },
});
afterAll(async () => {
  await open.app.close();
  registry.close();
});

async function toOpen(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, headers: Record<string, string> = {}) {
  const reply = await open.app.inject({ method, url, headers: { host: 'localhost', ...headers } });
  return { status: reply.statusCode, headers: reply.headers, value: reply.body === '' ? {} : reply.json() };
}
const withToken = { authorization: `Bearer ${open.token}` };

test('When a token is made, then it is 32 random bytes', () => {
  expect(Buffer.from(open.token, 'base64url')).toHaveLength(32);
});

test.each([
  ['GET', '/api/info'],
  ['GET', '/api/worlds/default'],
  ['POST', '/api/worlds'],
  ['POST', '/api/worlds/default/reset'],
  ['DELETE', '/api/worlds/default/journal'],
  ['PUT', '/api/worlds/default/switches'],
] as const)('When the port is open to other machines, then %s %s needs the token', async (method, path) => {
  const without = await toOpen(method, path);
  expect([without.status, without.value.code, without.headers['www-authenticate']]).toEqual([
    401,
    'CONTROL_TOKEN_NEEDED',
    'Bearer',
  ]);
  expect(without.value.message).toContain('the token was printed at start');
  const wrong = await toOpen(method, path, { authorization: `Bearer ${open.token.slice(1)}` });
  expect([wrong.status, wrong.value.code]).toEqual([401, 'CONTROL_TOKEN_WRONG']);
  expect((await toOpen(method, path, withToken)).status).not.toBe(401);
});

test.each(['/api/health', '/api/worlds', '/api/worlds/default/journal', '/api/worlds/default/digest', '/openapi.json'])(
  'When the port is open to other machines, then %s needs no token, for it shows no secret',
  async path => {
    expect((await toOpen('GET', path)).status).toBe(200);
  },
);

test('When the port is open to other machines and called by a name of theirs, then only the token helps', async () => {
  expect((await toOpen('GET', '/api/health', { host: 'harness:4400' })).value.code).toBe('CONTROL_FOREIGN_HOST');
  expect((await toOpen('GET', '/api/health', { host: 'harness:4400', ...withToken })).status).toBe(200);
});
