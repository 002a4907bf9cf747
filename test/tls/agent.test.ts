import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { proxyFor } from '../../agent/config/proxy.js';
import type { Environment } from '../../agent/config/settings.js';
import { openAuthority } from '../../mock-server/tls/authority-store.js';
import { issueLeaf, type KeyAndCertificate } from '../../mock-server/tls/certificates.js';
import { USUAL_NAMES } from '../../mock-server/tls/names.js';
import { type Ended, start, tempFolder } from '../support/command.js';
import { startSecure } from './arrange.js';

/** The shipped agent, as a program of its own, over TLS: what it trusts, what it says, and that it never gives way. */

const AGENT = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));
const DAY_MS = 86_400_000;
const harness = await startSecure({ https: true, intercept: 0 });
const { caFile, tokenUrl } = harness.ready;

/** One sync with a vault of its own; what is undefined is not set. */
function sync(changed: Readonly<Record<string, string | undefined>>, word = 'sync'): Promise<Ended> {
  const folder = tempFolder();
  const policy = join(folder, 'policy.json');
  const key = join(folder, 'key');
  writeFileSync(policy, JSON.stringify({ attempts: 1, requestsPerSecond: 'off', connectTimeoutMs: 2_000 }));
  writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 });
  const own = { SIMS_STATE_DIR: join(folder, 'state'), SIMS_AGENT_POLICY: policy, SIMS_AGENT_KEY: `file:${key}` };
  const all = { ...harness.variables(), ...own, ...changed };
  const env = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return start([process.execPath, AGENT, ...word.split(' ')], { env }).ended;
}

/** A service with this certificate that grants everything it is asked: it must not be asked. */
async function impostor({ key, certificate }: KeyAndCertificate): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createTlsServer({ key, cert: certificate }, (_request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end('{"access_token":"x","token_type":"Bearer"}');
  });
  return { url: `https://127.0.0.1:${await listening(server)}`, asked: () => asked };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.close());
  return (server.address() as { port: number }).port;
}

const authority = await openAuthority(tempFolder());

describe('the certificate', () => {
  test('When SIMS_CA_FILE names the CA, then the agent syncs over TLS', async () => {
    const { exit, stderr } = await sync({});
    expect([exit, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  });

  const trusted = { SIMS_CA_FILE: authority.caFile };
  const now = Date.now();
  test.each([
    [
      'is of a CA that nobody named',
      {},
      USUAL_NAMES,
      undefined,
      /is not trusted\. Check SIMS_TOKEN_URL and SIMS_CA_FILE\./,
    ],
    [
      'is of another CA than the one named',
      { SIMS_CA_FILE: caFile ?? '' },
      USUAL_NAMES,
      undefined,
      /is not trusted\. Check SIMS_TOKEN_URL and SIMS_CA_FILE\./,
    ],
    [
      'has expired',
      trusted,
      USUAL_NAMES,
      { from: now - 9 * DAY_MS, to: now - DAY_MS },
      /is not good today\. Check the clock/,
    ],
    [
      'is not good yet',
      trusted,
      USUAL_NAMES,
      { from: now + DAY_MS, to: now + 9 * DAY_MS },
      /is not good today\. Check the clock/,
    ],
    ['is for another host', trusted, ['sts.sims.co.uk'], undefined, /is for another host\. Check SIMS_TOKEN_URL/],
  ] as const)(
    'When it %s, then the agent says so and has sent nothing',
    async (_what, named, hosts, validity, advice) => {
      const there = await impostor(await issueLeaf(authority, hosts, validity));
      const env = { SIMS_TOKEN_URL: `${there.url}/connect/token`, SIMS_RAP_URL: there.url, SIMS_CA_FILE: undefined };
      const { exit, stderr } = await sync({ ...env, ...named });
      expect([exit, there.asked()]).toEqual([6, 0]);
      expect(stderr).toMatch(advice);
    },
  );

  test.each([
    ['names no file', join(tempFolder(), 'none.pem'), /SIMS_CA_FILE: .* cannot be read \(ENOENT\)/],
    [
      'names a file with no certificate',
      fileURLToPath(import.meta.url),
      /holds no certificate in PEM form\. Give the CA/,
    ],
  ])('When SIMS_CA_FILE %s, then nothing is asked', async (_what, file, message) => {
    const before = harness.journal.last();
    const { exit, stderr } = await sync({ SIMS_CA_FILE: file });
    expect([exit, harness.journal.last()]).toEqual([78, before]);
    expect(stderr).toMatch(message);
  });
});

describe('the scheme', () => {
  test('When plain http is spoken to a port of TLS, then the agent is told to write https [STS-11]', async () => {
    const { exit, stderr } = await sync({ SIMS_TOKEN_URL: tokenUrl.replace('https:', 'http:') });
    expect(exit).toBe(6);
    expect(stderr).toMatch(/perhaps because it is plain http\. Check SIMS_TOKEN_URL: write https:\/\/ there\./);
  });

  test('When TLS is spoken to a plain port, then the agent says that nobody speaks it there', async () => {
    const plain = await startSecure({ intercept: 0 });
    const { exit, stderr } = await sync({ SIMS_TOKEN_URL: plain.ready.tokenUrl.replace('http:', 'https:') });
    expect(exit).toBe(6);
    expect(stderr).toMatch(/does not speak TLS\. Check SIMS_TOKEN_URL: https or http, and the port\./);
  });
});

describe('the proxy', () => {
  const vendor = harness.interceptedVariables();
  const dead = 'http://127.0.0.1:9';

  test("When HTTPS_PROXY leads to the mock, then the vendor's own addresses are synced [HOST-01, HOST-02]", async () => {
    const { exit } = await sync(vendor);
    expect(exit).toBe(0);
    expect(harness.journal.list().at(-1)).toMatchObject({ service: 'rap', status: 200 });
  });

  test('When the address is of this machine, then no proxy is asked', async () => {
    expect((await sync({ HTTPS_PROXY: dead, HTTP_PROXY: dead, ALL_PROXY: dead })).exit).toBe(0);
  });

  test.each([
    ['cannot be reached', { HTTPS_PROXY: dead }, /The proxy of HTTPS_PROXY cannot be reached/],
    [
      'does not lead there',
      { SIMS_TOKEN_URL: 'https://sts.example.test/connect/token' },
      /The proxy of HTTPS_PROXY does not lead to https:\/\/sts\.example\.test\/connect\/token\. Check SIMS_TOKEN_URL and HTTPS_PROXY/,
    ],
    ['is in the small variable too, which wins', { https_proxy: dead }, /The proxy of HTTPS_PROXY cannot be reached/],
  ])('When the proxy %s, then the agent says so', async (_what, changed, advice) => {
    const { exit, stderr } = await sync({ ...vendor, ...changed });
    expect(exit).toBe(6);
    expect(stderr).toMatch(advice);
  });

  test('When the proxy wants a login, then it gets the one in HTTPS_PROXY, which is never shown', async () => {
    let heard = '';
    const server = createServer(socket => {
      socket.on('error', () => undefined);
      socket.once('data', chunk => {
        heard = String(chunk);
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      });
    });
    const env = { ...vendor, HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${await listening(server)}` };
    const { exit, stdout, stderr } = await sync(env);
    const printed = await sync(env, 'sync --print-config');
    expect(exit).toBe(6);
    expect(heard).toContain(`CONNECT sts.sims.co.uk:443 HTTP/1.1\r\n`);
    expect(heard).toContain(`proxy-authorization: Basic ${Buffer.from('me:hunter2').toString('base64')}`);
    expect(stderr).toMatch(/wants a name and a password .* Put them into HTTPS_PROXY\./);
    expect(printed.stdout).toContain('"tokenUrl": "http://127.0.0.1:');
    expect([stdout, stderr, printed.stdout, printed.stderr].join()).not.toMatch(/hunter2|aHVudGVy/);
  });

  test('When HTTPS_PROXY is no address, then that is said without showing it, and nothing is sent', async () => {
    const { exit, stderr } = await sync({ ...vendor, HTTPS_PROXY: 'socks5://me:hunter2@127.0.0.1:1080' });
    expect([exit, stderr]).toEqual([78, expect.stringMatching(/HTTPS_PROXY is no http address of a proxy/)]);
    expect(stderr).not.toContain('hunter2');
  });

  test.each<[string, Environment, string | undefined]>([
    ['https://sts.sims.co.uk', {}, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: '' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'p:1' }, 'http://p:1'],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'https://p' }, 'https://p'],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.test, sims.co.uk' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.SIMS.co.uk' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.sims.co.uk' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'ims.co.uk' }, 'http://p:1'],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'sts.sims.co.uk:443' }, undefined],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'sts.sims.co.uk:8443' }, 'http://p:1'],
    ['https://sts.sims.co.uk', { HTTPS_PROXY: 'http://p:1', no_proxy: 'other', NO_PROXY: '*' }, 'http://p:1'],
    ['https://localhost:4401', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['https://[::1]:4401', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['http://127.0.0.1:4401', { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://p:1' }, undefined],
  ])('When %s is asked under %j, then the proxy is %s', (address, env, proxy) => {
    expect(proxyFor(new URL(address), env)?.url.origin).toBe(proxy);
  });
});

test('When RAP is at another place, then its certificate is judged like that of the STS', async () => {
  const there = await impostor(await issueLeaf(await openAuthority(tempFolder()), USUAL_NAMES));
  const { exit, stdout } = await sync({ SIMS_RAP_URL: there.url });
  expect([exit, there.asked()]).toEqual([6, 0]);
  expect(stdout).toMatch(/is not trusted\. Check SIMS_RAP_URL and SIMS_CA_FILE\./);
});
