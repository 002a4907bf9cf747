import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, basic, postForm } from '../support/ask.js';
import {
  HARNESS,
  harness,
  type Serving,
  serve,
  serveForPeople,
  start,
  stop,
  tempFolder,
  until,
} from '../support/command.js';

const READY_KEYS = [
  'stsUrl',
  'tokenUrl',
  'rapUrl',
  'controlUrl',
  'controlToken',
  'consoleUrl',
  'applicationId',
  'clientId',
  'clientSecret',
  'organisationIds',
  'world',
  'scenario',
  'seed',
  'caFile',
  'proxyUrl',
];

async function schoolsOf({ ready }: Serving): Promise<{ OrganisationId: string }[]> {
  const scope = { grant_type: 'client_credentials', scope: 'partner-read' };
  const token = await postForm(ready.tokenUrl, scope, basic(ready.clientId, ready.clientSecret));
  const authorization = `Bearer ${JSON.parse(token.body).access_token}`;
  const list = `${ready.rapUrl}/api/v1/partner/${ready.applicationId}/GetSiteByApplication`;
  return JSON.parse((await ask(list, { headers: { authorization } })).body);
}

test('When serve is asked for JSON, then one line with the agreed members comes out, and what it names works', async () => {
  const serving = await serve();
  const { ready } = serving;
  expect(Object.keys(ready)).toEqual(READY_KEYS);
  expect(ready).toMatchObject({ world: 'three-schools', scenario: null, seed: 1, caFile: null });
  expect(ready.consoleUrl).toBe(`${ready.controlUrl}/`);
  const listed = (await schoolsOf(serving)).map(s => s.OrganisationId.toUpperCase()).sort();
  expect(listed).toEqual(ready.organisationIds.map(id => id.toUpperCase()).sort());
  expect((await ask(`${ready.controlUrl}/api/info`)).status).toBe(200);
  const { exit, stdout, stderr } = await serving.stop();
  expect({ exit, lines: stdout.split('\n').length, stderr }).toEqual({ exit: 0, lines: 2, stderr: '' });
});

test('When no ports are chosen, then 4400, 4401 and 4402 are tried', async () => {
  const own = createServer();
  const taken = await new Promise<boolean>(resolve => {
    own.once('error', () => resolve(true));
    own.listen(4401, '127.0.0.1', () => resolve(false));
  });
  const { exit, stderr } = await harness(['serve', '--json']);
  if (!taken) await new Promise(resolve => own.close(resolve));
  expect({ exit, stderr }).toEqual({ exit: 3, stderr: expect.stringContaining('Port 4401 is taken by ') });
  const help = (await harness(['serve', '--help'])).stdout;
  expect(help).toMatch(/--sts-port <port> +Port of the STS \(4401\)/);
  expect(help).toMatch(/--rap-port <port> +Port of the RAP API \(4402\)/);
  expect(help).toMatch(/--control-port <port> +Port of the control API \(4400\)/);
});

test('When only options are given, then they are those of serve', async () => {
  const running = start([...HARNESS, '--json', '--sts-port', '0', '--rap-port', '0', '--control-port', '0']);
  await until(() => running.stdout().includes('\n'));
  expect(Object.keys(JSON.parse(running.stdout()))).toEqual(READY_KEYS);
  expect((await stop(running)).exit).toBe(0);
});

test('When requests are refused under --json, then they are told on stderr and stdout stays one line', async () => {
  const serving = await serve();
  await postForm(serving.ready.tokenUrl, { grant_type: 'password' });
  await until(() => serving.stderr().includes('POST /connect/token'));
  expect((await serving.stop()).stdout.trim().split('\n')).toHaveLength(1);
});

test('When a person starts it off a terminal, then the banner is plain text and names everything needed', async () => {
  const running = await serveForPeople([], { env: { CI: '1' } });
  const { stdout, stderr, exit } = await stop(running);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
  expect(stdout).not.toMatch(/\u001b/);
  for (const word of [
    'connect/token',
    'Client id',
    'Client secret',
    'Application id',
    'Scope',
    'seed 1',
    'openapi.json',
  ])
    expect(stdout).toContain(word);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
});

test('When colour is forced, then there is some, and NO_COLOR wins over it', async () => {
  const forced = await stop(await serveForPeople([], { env: { FORCE_COLOR: '1' } }));
  const plain = await stop(await serveForPeople([], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
  expect([forced.stdout, plain.stdout].map(text => /\u001b\[/.test(text))).toEqual([true, false]);
});

test('When the lines under "Try it" are pasted into a shell, then the schools are listed', async ({ skip }) => {
  const curl = await start(['sh', '-c', 'command -v curl sed']).ended;
  skip(curl.exit !== 0, 'NOT TESTED: there is no curl or sed on this machine');
  for (const world of ['three-schools', 'awkward']) {
    const running = await serveForPeople(['--world', world]);
    const lines = running.stdout().split('\n');
    const from = lines.findIndex(line => line.includes('Try it:')) + 1;
    const script = lines.slice(from, lines.indexOf('', from)).join('\n');
    const pasted = await start(['sh', '-c', script], { cwd: tempFolder() }).ended;
    expect({ stderr: pasted.stderr, schools: JSON.parse(pasted.stdout).length > 2 }).toEqual({
      stderr: '',
      schools: true,
    });
    await stop(running);
  }
});

test('When it listens to other machines, then the token that changes need is printed', async () => {
  const open = await stop(await serveForPeople(['--host', '0.0.0.0']));
  const closed = await stop(await serveForPeople(['--host', '127.0.0.1']));
  expect(open.stdout).toMatch(/Control token +\S+\n/);
  expect(closed.stdout).not.toContain('Control token');
});

test('When the signing key cannot be kept, then serve works and ends all the same', async () => {
  const serving = await serve([], { env: { XDG_DATA_HOME: '/proc/nowhere' } });
  expect(await schoolsOf(serving)).toHaveLength(4);
  expect((await serving.stop()).exit).toBe(0);
});

test('When no signing key is there yet, then the first start makes one, keeps it for its owner only, and the next start uses it', async () => {
  const env = { XDG_DATA_HOME: tempFolder() };
  const keyOf = async () => {
    const serving = await serve([], { env });
    expect(await schoolsOf(serving)).toHaveLength(4);
    const { body } = await ask(`${serving.ready.stsUrl}/.well-known/jwks`);
    await serving.stop();
    return JSON.parse(body).keys[0].kid as string;
  };
  const first = await keyOf();
  const file = join(env.XDG_DATA_HOME, 'sims-id-harness', 'keys', 'token-signing-1.json');
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect(await keyOf()).toBe(first);
});
