import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { STS } from '../../mock-server/switches/sts.js';
import { ask, askToken, vendorFields } from '../support/ask.js';
import { harness, serve, serveForPeople, stop } from '../support/command.js';
import { startMock } from '../support/mock.js';

/** How the second token server is asked for, and what must not come with it. */

const mock = await startMock({ sts: 'rfc6749' });
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

const HEEDED = [
  ['sts.issuer', 'https://sts.example'],
  ['sts.tokenLifetime', '60'],
  ['sts.vendorPrefix', 'vms_'],
  ['sts.vendorScopes', 'partner-read'],
  ['sts.schoolScopes', 'rapapi'],
  ['sts.secretOverlap', '60'],
  ['sts.rapSkew', 'rap-first:60'],
] as const;
const REFUSED_HERE = [
  ['sts.profile', 'is4'],
  ['sts.orgSelected', 'require-match'],
  ['sts.clientClaims', 'organisationid'],
  ['sts.jti', 'off'],
  ['sts.basicDecoding', 'both'],
  ['sts.basicAmbiguity', 'refuse'],
  ['sts.basicLengthOn', 'wire'],
  ['sts.clientIdCase', 'ignore'],
  ['sts.clientCacheSeconds', '300'],
  ['sts.lockout', 'after:3'],
  ['sts.invalidClientStatus', '400'],
  ['sts.errorCacheHeaders', 'private'],
  ['sts.discovery', 'minimal'],
  ['sts.validationTimes', 'strings'],
] as const;

describe('switches of the vendor’s dialect', () => {
  const REFUSED = "is of the vendor's dialect; the token server by the RFCs has its own way";

  test('When one is set for a world, then it is refused rather than ignored', async () => {
    const setting = mock.with({ 'sts.basicDecoding': 'raw' });
    await expect(setting).rejects.toMatchObject({ code: 'HARNESS_SWITCH' });
    await expect(setting).rejects.toThrow(`sts.basicDecoding=raw ${REFUSED} (decoded)`);
  });

  test('When one is set while it runs, then it is refused, and nothing changes', async () => {
    const world = await mock.fresh();
    expect(() => world.set({ 'sts.invalidClientStatus': '400' })).toThrow(REFUSED);
    expect(world.switch('sts.invalidClientStatus')).toBe('400');
  });

  test('When a scenario’s step sets one, then the step is a problem that says so', async () => {
    const world = await mock.newWorld({ scenario: 'encoded-secrets' });
    world.fire('server-decodes');
    expect(world.problems()).toEqual([]);
    world.fire('server-reads-raw');
    expect(world.problems()).toEqual([expect.stringContaining(REFUSED)]);
  });

  test('When one is set to what this server does anyway, then nobody minds', async () => {
    const world = await mock.with({
      'sts.basicDecoding': 'decoded',
      'sts.jti': 'on',
      'sts.errorCacheHeaders': 'no-store',
    });
    expect((await askToken(world, vendorFields)).status).toBe(200);
  });

  test.each(HEEDED)('When %s is set to %s, then this server heeds it', async (name, value) => {
    const world = await mock.with({ [name]: value });
    expect(world.switch(name)).toBe(value);
  });

  test.each(REFUSED_HERE)('When %s is set to %s, then it is refused', async (name, value) => {
    await expect(mock.with({ [name]: value })).rejects.toThrow('Leave it out, or use --sts sims.');
  });

  test('When the switches of the token server are counted, then each is heeded or refused, and none forgotten', () => {
    const names = [...HEEDED, ...REFUSED_HERE].map(([name]) => name);
    expect(names.sort()).toEqual(Object.keys(STS).sort());
  });
});

describe('asking for it', () => {
  test('When there is no such kind, then the start fails and names those there are', async () => {
    const started = startHarness({ sts: 'rfc' as 'sims', controlPort: null });
    await expect(started).rejects.toThrow('There is no STS "rfc": use sims or rfc6749.');
    const { exit, stderr } = await harness(['serve', '--sts', 'rfc']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--sts is "rfc"; it must be one of sims, rfc6749.')]);
  });

  test('When a person starts it, then the banner says which token server it is', async () => {
    const running = await serveForPeople(['--sts', 'rfc6749']);
    const { stdout } = await stop(running);
    expect(stdout).toContain("/connect/token  (strictly by the RFCs, not as the vendor's)");
  });

  test('When its OpenAPI page is read, then it is the page of this server', async () => {
    const running = await serve(['--sts', 'rfc6749']);
    const { info, paths } = JSON.parse((await ask(`${running.ready.controlUrl}/openapi/sts.json`)).body);
    await running.stop();
    expect(info.title).toBe('The token server by the RFCs, which is not the vendor’s');
    expect(Object.keys(paths)).toEqual([
      '/connect/token',
      '/.well-known/openid-configuration',
      '/.well-known/jwks',
      '/connect/introspect',
      '/connect/revocation',
    ]);
    expect(Object.keys(paths['/connect/token'].post.responses)).toEqual(['200', '400', '401']);
  });

  test('When its switch and a switch of the vendor’s are both given, then nothing starts, and it says what to do', async () => {
    const { exit, stderr, stdout } = await harness(['serve', '--sts', 'rfc6749', '--set', 'sts.basicDecoding=raw']);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Leave it out, or use --sts sims.');
  });
});

describe('what must not come with it', () => {
  test('When it runs and refuses in every way, then every line of output is ours', async () => {
    const running = await serve(['--sts', 'rfc6749', '--log-level', 'debug']);
    const { tokenUrl, stsUrl, clientId, clientSecret } = running.ready;
    const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(tokenUrl, { method: 'POST', headers, body: new URLSearchParams(fields) });
    const good = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    await form({ ...good, scope: 'partner-read' });
    await form({ ...good, scope: 'nope' }, { accept: 'text/html' });
    await form({ ...good, scope: 'partner-read' }, { origin: 'https://app.example' });
    await form({});
    await fetch(`${stsUrl}/connect/introspect`, { method: 'POST', body: new URLSearchParams({ token: 'x', ...good }) });
    await fetch(`${stsUrl}/connect/revocation`, { method: 'POST', body: new URLSearchParams({ token: 'x', ...good }) });
    await fetch(`${stsUrl}/.well-known/openid-configuration`);
    const { stdout, stderr } = await running.stop();
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(
      stderr
        .trim()
        .split('\n')
        .filter(line => !/^\d\d:\d\d:\d\d {2}[2-5]\d\d {2}(GET|POST) \//.test(line)),
    ).toEqual([]);
  });

  test('When the default token server starts, then nothing of the other is even read', () => {
    for (const entry of ['sims-harness.js', 'index.js', 'sims-agent.js']) {
      const read = [...readAtStart(join(DIST, entry))];
      expect(read.filter(holdsEngine)).toEqual([]);
    }
    expect(readdirSync(join(DIST, 'chunks')).filter(name => holdsEngine(join(DIST, 'chunks', name)))).toHaveLength(1);
  });
});

/** Known by a sentence that only the engine says. */
function holdsEngine(file: string): boolean {
  return file.endsWith('.js') && readFileSync(file, 'utf8').includes('resource indicator must be an absolute URI');
}

/** A built file and all that it imports as a matter of course, dynamic imports left out. */
function readAtStart(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path = ''] of text.matchAll(/(?:from|import)"(\.{1,2}\/[^"]+)"/g))
    readAtStart(join(dirname(file), path), seen);
  return seen;
}
