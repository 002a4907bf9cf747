import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { createDoorway } from '../../mock-server/tls/doorway.js';
import { openIdentity } from '../../mock-server/tls/identity.js';
import { askToken, brief, fieldsOf, VENDOR_SCOPE, vendorFields, whyOf } from '../support/ask.js';
import { tempFolder, until } from '../support/command.js';
import { sendRaw } from '../support/raw-http.js';
import { smallWorld, VENDOR } from '../support/small-world.js';
import { curl, getOverTls, handshake, silent, startSecure } from './arrange.js';

const harness = await startSecure({ https: true });
const { ca, told } = harness;
const { stsUrl, rapUrl, tokenUrl } = harness.ready;
const plain = (url: string) => url.replace('https:', 'http:');
const JWKS = `${stsUrl}/.well-known/jwks`;

describe('STS and RAP over TLS', () => {
  test('When the harness speaks TLS, then it says so wherever it tells its addresses, and where the CA file is', () => {
    expect([stsUrl, rapUrl, tokenUrl].map(url => new URL(url).protocol)).toEqual(['https:', 'https:', 'https:']);
    expect(harness.variables()).toMatchObject({ SIMS_TOKEN_URL: tokenUrl, SIMS_CA_FILE: harness.ready.caFile });
    expect(harness.ready.proxyUrl).toBeNull();
  });

  test.each(['127.0.0.1', 'localhost', '::1', 'sts.sims.co.uk', 'simsid-partner-rapapi.azurewebsites.net'])(
    'When a client trusts the CA and calls it %s, then the certificate is for that name',
    async servername => {
      const checked = /[:\d]$/.test(servername) ? {} : { servername };
      expect(await getOverTls(JWKS, { ca, ...checked, ...(servername === '::1' && { host: '127.0.0.1' }) })).toBe(200);
    },
  );

  test('When a token is asked for, then it names the https address as its issuer', async () => {
    const fields = Object.entries(fieldsOf(VENDOR, VENDOR_SCOPE)).flatMap(([name, value]) => [
      '--data-urlencode',
      `${name}=${value}`,
    ]);
    const { exit, out } = await curl(['--cacert', harness.ready.caFile ?? '', tokenUrl, ...fields]);
    expect(exit).toBe(0);
    const [, payload = ''] = String(JSON.parse(out).access_token).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).iss).toBe(stsUrl);
  });

  test('When two requests come on one connection, then both are answered on it', async () => {
    const { out } = await curl([
      '--cacert',
      harness.ready.caFile ?? '',
      '-v',
      '-o',
      '/dev/null',
      JWKS,
      '-o',
      '/dev/null',
      JWKS,
      '-w',
      '%{num_connects} ',
    ]);
    expect(out).toBe('1 0 ');
  });

  test('When a client offers HTTP/2 as well, then HTTP/1.1 is spoken', async () => {
    const socket = await handshake(stsUrl, { ca, ALPNProtocols: ['h2', 'http/1.1'] });
    expect(typeof socket === 'string' ? socket : socket.alpnProtocol).toBe('http/1.1');
    if (typeof socket !== 'string') socket.destroy();
  });
});

describe('plain http on the TLS port', () => {
  test('When it is spoken, then the answer is that of the real token server, and the journal says why [STS-11, HOST-11]', async () => {
    const world = await harness.newWorld({ world: smallWorld() });
    const answer = await sendRaw({
      method: 'POST',
      url: plain(world.ready.tokenUrl),
      body: 'grant_type=client_credentials',
    });
    expect([answer.status, answer.reason, answer.body]).toEqual([403, 'SSL is required', 'SSL is required']);
    expect(whyOf(world)).toBe('plain http, which the real service refuses');
  });

  test('When the switch allows it, then it is answered: one port speaks both [STS-11]', async () => {
    const world = await harness.newWorld({ world: smallWorld(), switches: { 'transport.http': 'allow' } });
    const asked = { ...world, ready: { ...world.ready, tokenUrl: plain(world.ready.tokenUrl) } };
    expect((await askToken(asked, vendorFields)).status).toBe(200);
    expect(await getOverTls(`${world.ready.stsUrl}/.well-known/jwks`, { ca })).toBe(200);
  });

  test('When the listeners are plain, then a request is answered on loopback as before [STS-11]', async () => {
    const open = await startSecure({ intercept: 0 });
    expect(brief(await askToken(open, vendorFields))).toMatch(/^200 /);
  });
});

describe('clients that TLS keeps out', () => {
  const untilTold = (what: RegExp) => until(() => told.some(message => what.test(message)));

  test('When a client does not trust the CA and says so, then the terminal names the command that helps', async () => {
    expect((await curl([JWKS])).exit).toBe(60);
    await untilTold(/^STS: there are clients that do not trust the development CA: sims-harness trust tells how$/);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'When a client on Node does not trust it and just hangs up (%s), then the terminal says what that means',
    async version => {
      told.length = 0;
      expect(await getOverTls(JWKS, { minVersion: version, maxVersion: version })).toBe(
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      );
      await untilTold(/^STS: a client hung up at the handshake.*sims-harness trust tells how$/);
    },
  );

  test.each([
    ['HTTP/2 alone', { ALPNProtocols: ['h2'] }],
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }],
  ] as const)(
    'When a client speaks %s, then it is refused and the terminal says what is spoken here',
    async (_what, offer) => {
      told.length = 0;
      expect(
        await handshake(stsUrl, { ca, ...offer, ...('ALPNProtocols' in offer && { ALPNProtocols: ['h2'] }) }),
      ).toMatch(/^ERR_SSL_/);
      await untilTold(/must speak TLS 1\.2 or 1\.3, and HTTP\/1\.1$/);
    },
  );

  test('When clients hang up before, in and after the handshake, then no connection of theirs is left', async () => {
    const identity = await openIdentity(tempFolder(), '127.0.0.1');
    const server = createDoorway(identity, () => undefined).server((_request, response) => response.end());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const url = `https://127.0.0.1:${port}`;
    (await silent(url)).destroy();
    const half = await silent(url);
    half.end(Buffer.from([0x16, 3, 1]));
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) await getOverTls(url, { maxVersion });
    await getOverTls(url, { ca: 'none' }).catch(() => undefined);
    const open = () => new Promise<number>(resolve => server.getConnections((_error, count) => resolve(count)));
    await until(async () => (await open()) === 0);
    half.destroy();
    await new Promise(resolve => server.close(resolve));
  });
});

describe('the end of a harness that speaks TLS', () => {
  test('When connections are silent, half-way in a handshake, or open, then it ends at once and frees its ports', async () => {
    const ending = await startHarness({ https: true, intercept: 0, controlPort: null, tlsFolder: tempFolder() });
    const urls = [ending.ready.stsUrl, ending.ready.rapUrl, ending.ready.proxyUrl ?? ''];
    const silentOnes = await Promise.all(urls.map(silent));
    const half = await silent(ending.ready.stsUrl);
    half.write(Buffer.from([0x16, 3, 1, 2]));
    await handshake(ending.ready.stsUrl, { rejectUnauthorized: false });
    await ending.stop();
    for (const socket of [...silentOnes, half]) socket.destroy();
    const freed = await Promise.all(urls.map(url => canListen(Number(new URL(url).port))));
    expect(freed).toEqual([true, true, true]);
  });

  test('When the CA cannot be used, then nothing is left running and the start says what to do', async () => {
    const folder = `${tempFolder()}/no\0folder`;
    await expect(startHarness({ https: true, controlPort: null, tlsFolder: folder })).rejects.toThrow(/XDG_DATA_HOME/);
  });
});

function canListen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
