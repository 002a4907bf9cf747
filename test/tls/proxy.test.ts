import stream from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import type { WorldHandle } from '../../mock-server/index.js';
import { readAuthority, targetOf } from '../../mock-server/tls/target.js';
import { vendorFields } from '../support/ask.js';
import { until } from '../support/command.js';
import { readJwt } from '../support/jwt.js';
import { sendBytes } from '../support/raw-http.js';
import { smallWorld, VENDOR } from '../support/small-world.js';
import { curl, readToEnd, silent, startSecure } from './arrange.js';

const harness = await startSecure({ intercept: 0, controlPort: 0 });
const { ca, told } = harness;
const { proxyUrl, caFile, stsUrl, rapUrl, controlUrl } = harness.ready;
const proxy = String(proxyUrl);
const CA = ['--cacert', String(caFile)];
const THROUGH = { HTTPS_PROXY: proxy };
const form = Object.entries(vendorFields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
const STATUS = ['-o', '/dev/null', '-w', '%{http_code}'];

const last = (world: WorldHandle = harness) => world.journal.list().at(-1);
const issuerIn = (out: string) => readJwt(JSON.parse(out).access_token).claims['iss'];

describe("the vendor's own addresses", () => {
  test('When HTTPS_PROXY and the CA are set, then curl gets a token from https://sts.sims.co.uk and the list from https://rap.sims.co.uk, unchanged [HOST-01, HOST-02]', async () => {
    const token = await curl([...CA, 'https://sts.sims.co.uk/connect/token', ...form], THROUGH);
    expect([token.exit, token.err]).toEqual([0, '']);
    const bearer = `Authorization: Bearer ${JSON.parse(token.out).access_token}`;
    const { applicationId, organisationIds } = harness.ready;
    const list = `https://rap.sims.co.uk/api/v1/partner/${applicationId}/GetSiteByApplication`;
    const { out } = await curl([...CA, '-H', bearer, list], THROUGH);
    expect(JSON.parse(out).length).toBeGreaterThan(0);
    expect(out.toLowerCase()).toContain(organisationIds.at(-1)?.toLowerCase());
  });

  test('When a token comes by a vendor host, then it was issued there, and the journal has it with the rest [JWT-04]', async () => {
    const { out } = await curl([...CA, 'https://sts.sims.co.uk/connect/token', ...form], THROUGH);
    expect(issuerIn(out)).toBe('https://sts.sims.co.uk');
    expect(last()).toMatchObject({ service: 'sts', operation: 'sts.token', status: 200, host: 'sts.sims.co.uk' });
  });

  test('When the path names a world, then that world answers', async () => {
    const world = await harness.newWorld({ world: smallWorld() });
    const before = harness.journal.last();
    const { out } = await curl([...CA, `https://sts.sims.co.uk/~${world.id}/connect/token`, ...form], THROUGH);
    expect(issuerIn(out)).toBe(`https://sts.sims.co.uk/~${world.id}`);
    expect([world.journal.count(), harness.journal.last()]).toEqual([1, before]);
    expect(world.interceptedVariables()).toMatchObject({
      SIMS_TOKEN_URL: `https://sts.sims.co.uk/~${world.id}/connect/token`,
      SIMS_RAP_URL: `https://rap.sims.co.uk/~${world.id}`,
      SIMS_CA_FILE: caFile,
      HTTPS_PROXY: proxy,
    });
  });

  test('When the partner environment is asked by its own hosts, then it answers, and not with the live one [HOST-05, HOST-06]', async () => {
    const world = await harness.newWorld({ world: buildWorld('both-environments') });
    const variables = world.interceptedVariables('partner');
    expect(variables['SIMS_TOKEN_URL']).toMatch(
      /^https:\/\/simsid-partner-stsserver\.azurewebsites\.net\/~\w+\/connect/,
    );
    expect(variables['SIMS_RAP_URL']).toMatch(/^https:\/\/simsid-partner-rapapi\.azurewebsites\.net\/~\w+$/);
    const { SIMS_CLIENT_ID: id, SIMS_CLIENT_SECRET: secret } = variables;
    const fields = [`client_id=${id}`, `client_secret=${secret}`].flatMap(field => ['--data-urlencode', field]);
    const ask = ['-d', 'grant_type=client_credentials', '-d', 'scope=partner-read', ...fields];
    const there = await curl([...CA, variables['SIMS_TOKEN_URL'] ?? '', ...ask], THROUGH);
    expect(issuerIn(there.out)).toBe(`https://simsid-partner-stsserver.azurewebsites.net/~${world.id}`);
    const live = await curl([...CA, `https://sts.sims.co.uk/~${world.id}/connect/token`, ...ask], THROUGH);
    expect(live.out).toBe('{"error":"invalid_client"}');
  });

  test.each(['https://STS.Sims.CO.UK', 'https://sts.sims.co.uk.', 'https://sts.sims.co.uk:443'])(
    'When the host is spelt %s, then it is the same host',
    async address => {
      const { out } = await curl([...CA, ...STATUS, `${address}/.well-known/jwks`], THROUGH);
      expect(out).toBe('200');
    },
  );

  test('When a client does not trust the CA, then it gets nothing and the terminal names the command that helps', async () => {
    expect((await curl(['https://sts.sims.co.uk/connect/token', ...form], THROUGH)).exit).toBe(60);
    await until(() => told.some(message => /PROXY: .*sims-harness trust/.test(message)));
  });

  test('When a vendor host is asked in plain http, then it refuses like the real one, whatever the switch says [STS-11, HOST-11]', async () => {
    expect(harness.switch('transport.http')).toBe('allow');
    for (const host of ['sts.sims.co.uk', 'simsid-partner-stsserver.azurewebsites.net', 'RAP.sims.co.uk:80']) {
      const { out } = await curl(['-i', `http://${host}/connect/token`, ...form], { http_proxy: proxy });
      expect(out).toMatch(/^HTTP\/1\.1 403 SSL is required\r\n/);
      expect(out).toMatch(/\r\n\r\nSSL is required$/);
    }
    expect(last()).toMatchObject({ service: 'rap', status: 403, why: 'plain http, which the real service refuses' });
  });
});

describe('everything else', () => {
  test.each([
    ['example.com', 'https://example.com/'],
    ["a host like the vendor's", 'https://sts.sims.co.uk.example.com/'],
    ["a host of the vendor's that is not imitated [HOST-03]", 'https://oneroster.sims.co.uk/'],
    ['an address of the network', 'https://10.1.2.3/'],
    ['an address of IPv6', 'https://[2001:db8::1]/'],
    ["another port of the vendor's", 'https://sts.sims.co.uk:8443/'],
    ["plain http's port of the vendor's, in a tunnel", 'https://sts.sims.co.uk:80/'],
  ])('When a tunnel to %s is asked for, then it is refused, told and counted', async (_what, url) => {
    const before = harness.journal.count({ service: 'proxy' });
    const answer = await curl(['-v', url], THROUGH);
    expect([answer.exit, answer.out]).toEqual([56, '']);
    expect(answer.err).toContain('403 Forbidden');
    const { hostname, port } = new URL(url);
    expect(harness.journal.count({ service: 'proxy' })).toBe(before + 1);
    expect(last()).toMatchObject({
      service: 'proxy',
      operation: 'proxy.connect',
      method: 'CONNECT',
      path: `${hostname}:${port || 443}`,
      status: 403,
      why: expect.stringMatching(/nothing was sent on: name other hosts in NO_PROXY$|leave the port out$/),
    });
  });

  test('When another host is asked in plain http, then the answer says what this proxy is for', async () => {
    const secret = 'http://someone:hunter2@example.com/path?client_secret=hunter2';
    const { out } = await curl(['-i', secret], { http_proxy: proxy });
    expect(out).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(out).toContain("sims-harness: example.com:80 is refused: the proxy leads to the vendor's hosts only");
    expect(last()).toMatchObject({ operation: 'proxy.request', method: 'GET', path: 'example.com:80' });
    expect(JSON.stringify(last())).not.toContain('hunter2');
  });

  test('When what is asked for names no host, then the answer and the journal say so', async () => {
    const { body } = await sendBytes(proxy, 'CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(body).toBe(
      'sims-harness: (no host) is refused: the request names no host with its port: this port is a proxy, so name it in HTTPS_PROXY.\n',
    );
    expect(last()).toMatchObject({ path: '(no host)', why: expect.stringMatching(/^the request names no host/) });
  });

  test.each([
    ['in a tunnel', (host: string) => `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['in plain http', (host: string) => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
  ])('When a secret stands where a host belongs, %s, then nobody shows it', async (_how, bytes) => {
    for (const host of [VENDOR.secret, `${VENDOR.secret}.example.com`, 'q9Xk2mW7'.repeat(4)]) {
      const { body } = await sendBytes(proxy, bytes(host));
      expect(body).toMatch(/^sims-harness: \.\.\.(\.example\.com)?:(443|80) is refused: /);
      expect(JSON.stringify([last(), body]).toLowerCase()).not.toContain(host.toLowerCase());
    }
  });

  test('When the control API is asked what the proxy turned down, then it tells', async () => {
    await curl(['https://example.org/'], THROUGH);
    const { out } = await curl([
      `${controlUrl}/api/worlds/default/journal?service=proxy&operation=proxy.connect&status=403`,
    ]);
    expect(JSON.parse(out).exchanges.at(-1)).toMatchObject({ path: 'example.org:443', service: 'proxy' });
    const info = await curl([`${controlUrl}/api/info`]);
    expect(JSON.parse(info.out)).toMatchObject({ proxyUrl, caFile });
  });
});

describe('this machine, for clients that know no NO_PROXY', () => {
  test('When a listener of ours is asked through the proxy, in a tunnel or not, then it answers as if asked itself', async () => {
    const tunnelled = await curl(['-p', ...STATUS, `${stsUrl}/.well-known/jwks`], { http_proxy: proxy });
    const forwarded = await curl([...STATUS, `${stsUrl}/.well-known/jwks`], { http_proxy: proxy });
    const rap = await curl([...STATUS, `${rapUrl.replace('127.0.0.1', 'localhost')}/`], { http_proxy: proxy });
    expect([tunnelled.out, forwarded.out, rap.out]).toEqual(['200', '200', '404']);
    expect(last()).toMatchObject({ status: 404, host: undefined });
  });

  test('When it speaks TLS, then it does so in the tunnel as well', async () => {
    const secure = await startSecure({ https: true, intercept: 0 });
    const { out } = await curl(
      ['--cacert', String(secure.ready.caFile), ...STATUS, `${secure.ready.stsUrl}/.well-known/jwks`],
      { HTTPS_PROXY: String(secure.ready.proxyUrl) },
    );
    expect(out).toBe('200');
  });

  test.each(['the control API', 'a port of somebody else'])(
    'When %s is asked through the proxy, then it is refused with the variable to set',
    async what => {
      const url = what === 'the control API' ? `${controlUrl}/api/health` : 'http://127.0.0.1:9/';
      const { out } = await curl([url], { http_proxy: proxy });
      expect(out).toMatch(/STS and RAP of this harness only: set NO_PROXY=localhost,127\.0\.0\.1\.\n$/);
    },
  );
});

describe('what comes after CONNECT', () => {
  const CONNECT = 'CONNECT sts.sims.co.uk:443 HTTP/1.1\r\nHost: sts.sims.co.uk:443\r\n\r\n';

  test('When the handshake comes in one piece with CONNECT, then it is not lost', async () => {
    const socket = await silent(proxy);
    const hello: Buffer[] = [];
    const client = connectTls({ socket: pieces(hello, socket), ca, servername: 'sts.sims.co.uk' });
    await until(() => hello.length > 0);
    socket.write(Buffer.concat([Buffer.from(CONNECT), ...hello.splice(0)]));
    const secured = new Promise<string>(resolve => client.once('secureConnect', () => resolve('secured')));
    expect(await secured).toBe('secured');
    client.destroy();
    socket.destroy();
  });

  test.each([
    ['plain http', 'GET / HTTP/1.1\r\nHost: sts.sims.co.uk\r\n\r\n'],
    ['noise', Buffer.from([0, 255, 1, 2, 3])],
  ])('When %s follows in the tunnel, then it is ended and told', async (_what, bytes) => {
    told.length = 0;
    const socket = await silent(proxy);
    socket.write(CONNECT);
    socket.write(bytes);
    expect(await readToEnd(socket)).toBe('HTTP/1.1 200 Connection established\r\n\r\n');
    await until(() => told.includes('PROXY: somebody spoke no TLS in a tunnel to sts.sims.co.uk: use https:// there'));
  });

  test('When noise follows that begins like a handshake, then it is ended and told', async () => {
    told.length = 0;
    const socket = await silent(proxy);
    socket.write(CONNECT);
    socket.write(Buffer.concat([Buffer.from([0x16, 3, 1, 0, 9]), Buffer.alloc(9, 0xff)]));
    expect(await readToEnd(socket)).toContain('200 Connection established');
    await until(() => told.some(message => message.startsWith('PROXY: ')));
  });

  test.each([
    ['no address', 'CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n', 403],
    ['a form of its own', 'GET /connect/token HTTP/1.1\r\nHost: sts.sims.co.uk\r\n\r\n', 403],
    ['an https address without a tunnel', 'GET https://sts.sims.co.uk/ HTTP/1.1\r\nHost: sts.sims.co.uk\r\n\r\n', 403],
    ['no HTTP', 'HELLO\r\n\r\n', 400],
  ])('When the proxy is sent %s, then it refuses', async (_what, bytes, status) => {
    expect((await sendBytes(proxy, bytes)).status).toBe(status);
  });
});

describe('the names of hosts', () => {
  const nobody = () => undefined;
  test.each([
    ['sts.sims.co.uk:443', 'vendor'],
    ['STS.SIMS.CO.UK.:443', 'vendor'],
    ['sts.sims.co.uk', 'vendor'],
    ['user:password@sts.sims.co.uk:443', 'vendor'],
    ['example.com@sts.sims.co.uk:443', 'vendor'],
    ['sts.sims.co.uk:443@example.com:443', 'elsewhere'],
    ['sts.sims.co.uk:0443', 'vendor'],
    ['sts.sims.co.uk:444', 'elsewhere'],
    ['sts.sims.co.uk\u0000.example.com:443', 'elsewhere'],
    ['[::1]:443', 'elsewhere'],
    [':443', 'elsewhere'],
    ['', 'elsewhere'],
  ])('When a tunnel to "%s" is wanted, then it leads to: %s', (text, kind) => {
    expect(targetOf(readAuthority(text, 443), 443, nobody).kind).toBe(kind);
  });
});

/** A stream for a TLS client whose words are kept until somebody sends them. */
function pieces(hello: Buffer[], socket: Awaited<ReturnType<typeof silent>>) {
  const { Duplex } = stream;
  let open = false;
  const duplex = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (open) socket.write(chunk);
      else hello.push(chunk);
      done();
    },
  });
  let head = Buffer.alloc(0);
  socket.on('data', chunk => {
    if (open) {
      duplex.push(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    open = true;
    if (head.length > end + 4) duplex.push(head.subarray(end + 4));
  });
  return duplex;
}
