import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { refused, startControl } from './arrange.js';

const control = await startControl();
const CHANGES = '/api/worlds/default/changes';

test.each([
  [
    '/api/world/default/journl',
    'There is nothing at /api/world/default/journl. Did you mean /api/worlds/default/journal?',
  ],
  ['/api/helth', 'There is nothing at /api/helth. Did you mean /api/health?'],
  [
    '/api/worlds/w-7/jornal/12',
    'There is nothing at /api/worlds/w-7/jornal/12. Did you mean /api/worlds/w-7/journal/12?',
  ],
  ['/openapi.yaml', 'There is nothing at /openapi.yaml. Did you mean /openapi.json?'],
  ['/connect/token/and/something/much/longer', 'GET /openapi.json lists every address.'],
])('When %s is asked for, then the nearest address is named', async (path, message) => {
  expect(refused(await control.get(path))).toEqual([404, 'CONTROL_UNKNOWN_PATH', expect.stringContaining(message)]);
});

test('When the verb is another, then those that work are named', async () => {
  const told = await control.call('POST', '/api/worlds/default/journal', {});
  expect(refused(told)).toEqual([405, 'CONTROL_METHOD', '/api/worlds/default/journal takes GET, DELETE, not POST.']);
  expect(told.headers['allow']).toBe('GET, DELETE');
});

test('When a path ends in a slash, then it is the same path', async () => {
  expect((await control.get('/api/worlds/default/clock/')).status).toBe(200);
});

test.each([
  ['GET', '/api/worlds/defualt/clock'],
  ['PUT', '/api/worlds/defualt'],
  ['POST', '/api/worlds/defualt/reset'],
  ['DELETE', '/api/worlds/defualt/journal'],
])('When %s %s is called, then the world is not there and the nearest is named', async (method, path) => {
  const body = method === 'PUT' ? { format: 'sims-world/1' } : undefined;
  expect(refused(await control.call(method, path, body))).toEqual([
    404,
    'CONTROL_UNKNOWN_WORLD',
    'There is no world "defualt". Did you mean "default"?',
  ]);
});

test('When a world is nothing like any, then it is told where to look', async () => {
  expect((await control.get('/api/worlds/zzzzzzzzzzzz')).value['message']).toBe(
    'There is no world "zzzzzzzzzzzz". GET /api/worlds lists those there are, POST /api/worlds makes one.',
  );
});

test('When the body is no JSON, then it is told where it breaks', async () => {
  expect(refused(await control.call('POST', CHANGES, '{"a": }'))).toEqual([
    400,
    'CONTROL_NOT_JSON',
    expect.stringMatching(/^The body is not JSON \(Unexpected token .*\): check quotes, commas and brackets there\.$/s),
  ]);
});

test.each([
  ['application/x-www-form-urlencoded', '"application/x-www-form-urlencoded" is not taken here: send application/json'],
  ['text/plain', '"text/plain" is not taken here: send application/json, and say so in the header Content-Type.'],
  ['application/yaml', '"application/yaml" is not taken here: send application/json'],
])('When the body comes as %s, then the type that is taken is named', async (type, message) => {
  const told = await control.call('POST', CHANGES, '{}', { 'content-type': type });
  expect(refused(told)).toEqual([415, 'CONTROL_CONTENT_TYPE', expect.stringContaining(message)]);
});

test('When a body goes deeper than anything that belongs here, then it is refused before anybody walks it', async () => {
  const deep = `{"nested":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  const answer = await control.call('POST', '/api/worlds/default/agent-reports', deep);
  expect(answer).toMatchObject({ status: 422, value: { code: 'CONTROL_TOO_DEEP' } });
});

test('When the content type cannot be read, then that is told', async () => {
  const told = await control.call('POST', CHANGES, '{}', { 'content-type': 'json' });
  expect([told.status, told.value['code']]).toEqual([415, 'CONTROL_CONTENT_TYPE']);
});

test('When a body with a byte order mark comes, then it is read all the same', async () => {
  const told = await control.call('PUT', '/api/worlds/default/switches', '\uFEFF{"rap.order":"stable"}');
  expect(told.status).toBe(200);
});

test.each([
  ['POST', CHANGES, 'This needs a body like {"secret.reissued":{"site":"oakfield"}}.'],
  ['POST', '/api/worlds/default/clock/advance', 'This needs a body like {"by":"1h"}.'],
  ['PUT', '/api/worlds/default/switches', 'This needs a body like {"rap.guidCase":"mixed"}.'],
  ['PUT', '/api/worlds/default/scenario', 'This needs a body like {"id":"secret-reissued"}.'],
])('When %s %s comes without a body, then one is shown', async (method, path, message) => {
  expect(refused(await control.call(method, path))).toEqual([422, 'CONTROL_BODY_NEEDED', message]);
});

test('When the body is too large, then it is refused', async () => {
  const told = await control.call('POST', CHANGES, `"${'x'.repeat(1024 * 1024)}"`);
  expect([told.status, told.value['code']]).toEqual([413, 'CONTROL_TOO_LARGE']);
});

test('When the address is not well formed, then it is told so', async () => {
  expect(refused(await control.get('/api/worlds/%zz'))).toEqual([
    400,
    'CONTROL_BAD_URL',
    'This address is not well formed: check its percent signs.',
  ]);
});

test('When a route is asked a question it does not know, then it is refused', async () => {
  const told = await control.get('/api/worlds/default/clock?zone=utc');
  expect([told.status, told.value['code']]).toEqual([400, 'CONTROL_BAD_QUERY']);
});

test('When what comes is no HTTP, then the answer is JSON like every other', async () => {
  const { port } = new URL(control.harness.ready.controlUrl ?? '');
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('hello\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"CONTROL_BAD_REQUEST"');
});

test('When a world has no application, then what needs one says so', async () => {
  const { at, id } = await control.world();
  const { value } = await control.get(at);
  await control.call('PUT', at, { ...value, applications: [], installations: [] });
  expect(refused(await control.get(`/api/info?world=${id}`))).toEqual([
    409,
    'CONTROL_WORLD_EMPTY',
    'This world has no application: give it one in world.applications.',
  ]);
});

test('When the head of a request is far too long, then it says so', async () => {
  const { hostname, port } = new URL(control.harness.ready.controlUrl ?? '');
  const socket = connect(Number(port), hostname);
  socket.write(`GET /api/health HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Long: ${'x'.repeat(100_000)}`);
  expect(await text(socket)).toContain('more than 16 KB, so it was refused unread: send shorter headers.');
});
