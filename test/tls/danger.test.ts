import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDoorway } from '../../mock-server/tls/doorway.js';
import { openIdentity } from '../../mock-server/tls/identity.js';
import { createProxy } from '../../mock-server/tls/proxy.js';
import { heard } from '../danger/child.js';
import { FREE_PORTS, HARNESS, start, tempFolder, until } from '../support/command.js';
import { curl, readToEnd, silent } from './arrange.js';

const TLS = ['--https', '--intercept', '0'];
const CONNECT = 'CONNECT sts.sims.co.uk:443 HTTP/1.1\r\nHost: sts.sims.co.uk:443\r\n\r\n';
/** The beginning of a handshake that says it is 512 bytes long. */
const HALF_HELLO = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
const JWKS = '/.well-known/jwks';

/** A proxy that is soon out of patience, with nobody behind it. */
async function hastyProxy(): Promise<{ url: string; told: string[]; ended: Socket[] }> {
  const told: string[] = [];
  const ended: Socket[] = [];
  const nobody = { connection: () => undefined, request: () => undefined };
  const { server, close } = createProxy({
    shown: place => place,
    identity: await openIdentity(tempFolder(), '127.0.0.1'),
    destinations: { sts: nobody, rap: nobody },
    own: () => undefined,
    told: what => told.push(what),
    turnedDown: () => undefined,
    patienceMs: 100,
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(close);
  server.on('connection', (socket: Socket) => socket.once('close', () => ended.push(socket)));
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, told, ended };
}

async function sayAndWait(url: string, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = await silent(url);
  for (const piece of pieces) socket.write(piece);
  return readToEnd(socket);
}

describe('the slow', () => {
  test.each([
    ['says nothing', [], '', []],
    [
      'stops in the head',
      ['CONNECT sts.sims.co.uk:443 HTTP/1.1\r\nHo'],
      /^HTTP\/1\.1 408 /,
      [/did not finish it in time/],
    ],
    ['has its tunnel and says nothing', [CONNECT], /^HTTP\/1\.1 200 Connection established\r\n\r\n$/, []],
    [
      'has its tunnel and stops in the handshake',
      [CONNECT, HALF_HELLO],
      /^HTTP\/1\.1 200 Connection established\r\n\r\n$/,
      [],
    ],
  ] as const)('When a client of the proxy %s, then its connection is ended', async (_what, pieces, answer, told) => {
    const hasty = await hastyProxy();
    expect(await sayAndWait(hasty.url, ...pieces)).toMatch(answer);
    expect(hasty.told).toEqual(told.map(text => expect.stringMatching(text)));
  });

  test.each([
    ['is refused a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', '403 Forbidden'],
    ['sends no HTTP', 'HELLO\r\n\r\n', '400 Bad Request'],
  ])('When a client of the proxy %s and never hangs up, then it is not waited for', async (_what, bytes, answer) => {
    const { url, ended } = await hastyProxy();
    const { hostname, port } = new URL(url);
    const lingering = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    onTestFinished(() => void lingering.destroy());
    const refused = heard([lingering], answer);
    lingering.write(bytes);
    await refused;
    await until(() => ended.length === 1);
  });

  test.each([
    ['says nothing', []],
    ['stops in the handshake', [HALF_HELLO]],
  ] as const)('When a client of the TLS port %s, then its connection is ended', async (_what, pieces) => {
    const identity = await openIdentity(tempFolder(), '127.0.0.1');
    const server = createDoorway(identity, () => undefined, 100).server(() => undefined);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    expect(await sayAndWait(`http://127.0.0.1:${(server.address() as { port: number }).port}`, ...pieces)).toBe('');
  });
});

describe('the outside', () => {
  const PROBE = fileURLToPath(new URL('outside-probe.mjs', import.meta.url));
  const [node = '', ...harness] = HARNESS;
  const reached = (text: string) => text.split('\n').filter(line => line.startsWith('outside: '));

  test('When a program does reach out, then the onlooker sees it', async () => {
    const code = "import('node:net').then(net => net.connect(9, '192.0.2.1').on('error', () => {}).destroy())";
    const lookup = "import('node:dns').then(dns => dns.lookup('sts.sims.co.uk.invalid', () => {}))";
    const seen = await Promise.all(
      [code, lookup].map(text =>
        start([node, '--import', PROBE, '-e', text]).ended.then(({ stderr }) => reached(stderr)),
      ),
    );
    expect(seen).toEqual([['outside: connect 192.0.2.1'], ['outside: lookup sts.sims.co.uk.invalid']]);
  });

  test('When clients ask the proxy for everything, then the harness reaches nobody and looks nobody up', async () => {
    const running = start([node, '--import', PROBE, ...harness, 'serve', '--json', ...FREE_PORTS, ...TLS]);
    await until(() => running.stdout().includes('\n'));
    const { proxyUrl, caFile, stsUrl } = JSON.parse(running.stdout());
    const env = { HTTPS_PROXY: proxyUrl, http_proxy: proxyUrl };
    const urls = [
      'https://sts.sims.co.uk/connect/token',
      'https://rap.sims.co.uk/',
      'https://simsid-partner-stsserver.azurewebsites.net/',
      'http://sts.sims.co.uk/connect/token',
      'https://example.com/',
      'http://example.com/',
      'https://sts.sims.co.uk:8443/',
      'https://192.0.2.1/',
      `${stsUrl}/`,
    ];
    for (const url of urls) await curl(['--cacert', caFile, '-o', '/dev/null', url], env);
    running.send('SIGTERM');
    const { exit, stderr } = await running.ended;
    expect([exit, reached(stderr)]).toEqual([0, []]);
    expect(stderr).toContain('CONNECT example.com:443');
  });
});

test('When nothing of TLS is asked for, then its room is not even loaded', async () => {
  const door = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href);
  const code = `import(${door}).then(async ({ startHarness }) => {
    const harness = await startHarness({ controlPort: null });
    const isLoaded = Reflect.defineMetadata !== undefined;
    await fetch(harness.ready.stsUrl + '${JWKS}');
    console.log(harness.ready.caFile, harness.variables().SIMS_CA_FILE, isLoaded);
    await harness.stop();
  })`;
  const run = () => start([process.execPath, '-e', code]).ended;
  // What makes certificates also makes the first key for tokens, where there is none yet.
  await run();
  expect((await run()).stdout).toBe('null undefined false\n');
});
