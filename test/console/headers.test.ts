import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { serveConsole } from '../../mock-server/console/plugin.js';
import { startHarness } from '../../mock-server/index.js';
import { ask } from '../support/ask.js';
import { KEYS, startConsole } from './arrange.js';

const { url } = await startConsole();

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

test.each([
  ['', 'text/html; charset=utf-8'],
  ['app.js', 'text/javascript; charset=utf-8'],
  ['app.css', 'text/css; charset=utf-8'],
])('When /%s is asked for, then it comes as what it is, under the strict policy', async (path, type) => {
  const { status, headers, body } = await ask(`${url}${path}`);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(body.length).toBeGreaterThan(100);
  const again = await ask(`${url}${path}`, { headers: { 'if-none-match': String(headers['etag']) } });
  expect([again.status, again.body]).toEqual([304, '']);
});

test('When the page is read, then it holds no inline script or style and names no other host', async () => {
  const { body } = await ask(url);
  expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
});

test('When the script is read, then it evaluates no text and asks no other host', async () => {
  const { body } = await ask(`${url}app.js`);
  expect(body).not.toMatch(/\beval\(|new Function\(/);
  const hosts = [...body.matchAll(/https?:\/\/([\w.-]+)/g)].map(match => match[1]);
  expect(hosts.filter(host => host !== 'www.w3.org')).toEqual([]);
});

test.each(['index.html', 'main.tsx', '../package.json', 'app/main.tsx', 'app.js.map', '%2e%2e/package.json'])(
  'When %s is asked for, then there is nothing there',
  async path => {
    expect((await ask(`${url}${path}`)).status).toBe(404);
  },
);

test('When the page is asked for by a foreign name, then it is refused as the API is', async () => {
  const { status, body } = await ask(url, { headers: { host: 'harness.example' } });
  expect([status, JSON.parse(body).code]).toEqual([403, 'CONTROL_FOREIGN_HOST']);
});

test('When the console is switched off, then the control API has no page and its URL is null', async () => {
  const harness = await startHarness({ console: false, keyFolder: KEYS });
  afterAll(() => harness.stop());
  expect(harness.ready.consoleUrl).toBeNull();
  expect((await ask(`${harness.ready.controlUrl}/`)).status).toBe(404);
  expect((await ask(`${harness.ready.controlUrl}/api/health`)).status).toBe(200);
});

test('When nothing was built, then the page says how to mend that', async () => {
  const app = Fastify();
  serveConsole(app, () => undefined);
  const { statusCode, body } = await app.inject('/');
  expect([statusCode, body]).toEqual([
    503,
    'The console was not built. In a checkout: npm run build. Elsewhere: install sims-id-harness again.\n',
  ]);
});

test('When a harness starts, then no file of the page is read before somebody asks for it', async () => {
  const looked: string[] = [];
  const app = Fastify();
  serveConsole(app, () => {
    looked.push('looked');
    return undefined;
  });
  await app.ready();
  expect(looked).toEqual([]);
  await app.inject('/');
  expect(looked).toEqual(['looked']);
});

test('When the built page is weighed, then all of it is small enough to be there at once', () => {
  const size = ['index.html', 'app.js', 'app.css'].reduce(
    (sum, name) => sum + readFileSync(join(process.cwd(), 'dist', 'console', name)).length,
    0,
  );
  expect(size).toBeLessThan(400_000);
});
