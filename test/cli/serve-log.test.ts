import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, basic, postForm } from '../support/ask.js';
import { type Serving, serve, serveForPeople, stop, tempFolder, until } from '../support/command.js';

const WRONG = 'Wr0ng+S3cret/with=signs%2B';

const FORM = { grant_type: 'client_credentials', scope: 'partner-read' };

const askWith = ({ ready }: Serving, secret: string, clientId = ready.clientId) =>
  postForm(ready.tokenUrl, FORM, basic(clientId, secret));

/** Every way a secret might be written down. */
function spellings(secret: string, id: string): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [
    secret,
    encodeURIComponent(secret),
    base64(secret),
    base64(`${id}:${secret}`),
    Buffer.from(secret).toString('hex'),
  ];
}

test('When secrets are wrong or sent where they do not belong, then the log says why and holds no secret', async () => {
  const serving = await serve(['--log-level', 'debug']);
  const { ready } = serving;
  await askWith(serving, WRONG);
  await postForm(ready.tokenUrl, { ...FORM, client_id: ready.clientId, client_secret: WRONG });
  await ask(`${ready.tokenUrl}?client_secret=${encodeURIComponent(WRONG)}`);
  await ask(`${ready.rapUrl}/api/v1/partner/4711/GetSiteByApplication`, {
    headers: { authorization: `Bearer ${WRONG}` },
  });
  const token = JSON.parse((await askWith(serving, ready.clientSecret)).body).access_token as string;
  await ask(`${ready.rapUrl}/api/v1/partner/4711/GetSiteByApplication`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await until(() => serving.stderr().match(/GetSiteByApplication/g)?.length === 2);
  const { stderr } = await serving.stop();
  expect(stderr).toMatch(/400 {2}POST \/connect\/token {2}\S.* secret/);
  expect(stderr).toMatch(/40\d {2}GET \/api\/v1\/partner\/4711\/GetSiteByApplication {2}.*integer/);
  for (const spelling of [...spellings(WRONG, ready.clientId), ...spellings(ready.clientSecret, ready.clientId), token])
    expect(stderr).not.toContain(spelling);
});

test('When a client id carries escape codes and line ends, then the log shows them as harmless text on one line', async () => {
  const serving = await serve();
  const evil = '\u001b]0;owned\u0007\u001b[2J\n00:00:00  200  all is well \u009b31m';
  await postForm(serving.ready.tokenUrl, { ...FORM, client_id: evil, client_secret: 'x' });
  await until(() => serving.stderr().includes('POST /connect/token'));
  const { stderr } = await serving.stop();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not get through
  expect(stderr.replace(/\n$/, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test.each([
  ['silent', [false, false]],
  ['error', [false, false]],
  ['warn', [true, false]],
  ['info', [true, true]],
] as const)('When the level is %s, then refused and answered requests show so: %j', async (level, shown) => {
  const serving = await serve(['--log-level', level]);
  await askWith(serving, WRONG);
  expect((await askWith(serving, serving.ready.clientSecret)).status).toBe(200);
  const { stderr } = await serving.stop();
  expect([/ 400 {2}POST/.test(stderr), / 200 {2}POST/.test(stderr)]).toEqual(shown);
});

test('When a real clock runs, then steps that wait for time happen by themselves, and what they cannot do is told', async () => {
  const folder = tempFolder();
  writeFileSync(
    join(folder, 'by-itself.yaml'),
    `id: by-itself
title: Time passes
tells: Oakfield leaves twice, which nobody can.
world: three-schools
clock: real
steps:
  - name: oakfield-leaves
    on: { elapsed: 50ms }
    change: { site.removed: { site: oakfield } }
    tells: Oakfield leaves.
  - name: oakfield-leaves-again
    on: { elapsed: 100ms }
    change: { site.removed: { site: oakfield } }
    tells: And again.
syncs:
  - { run: sync, expect: { exit: 0 } }
`,
  );
  const serving = await serve(['--scenario-file', join(folder, 'by-itself.yaml')]);
  await until(() => serving.stderr().includes('problem'));
  const { stderr } = await serving.stop();
  expect(stderr).toMatch(/step {4}oakfield-leaves\n/);
  expect(stderr).toMatch(/problem step oakfield-leaves-again: .*oakfield/);
});

test('When something reaches no world at all, then the log says what it was', async () => {
  const serving = await serve();
  const { hostname, port } = new URL(serving.ready.stsUrl);
  await ask(`${serving.ready.stsUrl}/~nope/connect/token?client_secret=x`);
  const tls = connect(Number(port), hostname, () => tls.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])));
  tls.on('error', () => undefined);
  await until(() => serving.stderr().includes('TLS'));
  tls.destroy();
  const { stderr } = await serving.stop();
  expect(stderr).toContain('STS: GET /~nope/connect/token?client_secret=…: there is no world "nope"');
  expect(stderr).toContain('STS: somebody spoke TLS to a plain port: use http:// here');
});

test('When plain http is refused on an address, then the banner says so and offers nothing that cannot work', async () => {
  const running = await serveForPeople(['--set', 'transport.http=refuse']);
  expect(running.stdout()).toContain('--set transport.http=allow');
  expect(running.stdout()).not.toContain('curl');
  await stop(running);
});
