import { describe, expect, test } from 'vitest';
import { logTo } from '../../cli/log.js';
import { findLeaks } from '../../contract/secrecy/find.js';
import type { WorldHandle } from '../../mock-server/index.js';
import { secretsOf } from '../../mock-server/world/index.js';
import { ask, listSites, postForm, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendBytes } from '../support/raw-http.js';
import { APPLICATION, NO_APPLICATION, OAKFIELD, smallWorld, VENDOR, worldWithClient } from '../support/small-world.js';

const mock = await startMock();
const { host } = new URL(mock.ready.stsUrl);

/** As clients, shells and people write a secret, all of it fit for an address. */
function spellings(secret: string): string[] {
  const bytes = [...Buffer.from(secret)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const base64 = [secret, `${VENDOR.clientId}:${secret}`, `${encodeURIComponent(secret)}:x`].map(text =>
    Buffer.from(text),
  );
  const percent = encodeURIComponent(secret);
  return [
    ...(/^[!-~]+$/.test(secret) ? [secret, secret.toLowerCase(), secret.toUpperCase()] : []),
    percent,
    encodeURIComponent(percent),
    bytes,
    ...base64.flatMap(text => [text.toString('base64'), text.toString('base64url')]),
  ];
}

/** Where a secret may come to stand in a request; each is a whole head. */
const PLACES: readonly ((text: string) => string)[] = [
  text => get(`/api/v1/partner/${text}/GetSiteByApplication`),
  text => get(`/api/v1/partner/${APPLICATION}/GetSiteByApplication/${text}`),
  text => get(`/api/v1/partner/${APPLICATION}/${text};/Clients`),
  text => get(`/Bearer%20${text}`),
  text => get(`/connect/token&client_secret=${text}`),
  text => get(`/connect/token/client_secret=${text}/x`),
  text => get(`/connect/${VENDOR.clientId}:${text}`),
  text => get(`/prefix${text}suffix`),
  text => get(`/x?${text}=1`),
  text => get(`/x?${text}`),
  text => get(`/.well-known/jwks?${text}=1`),
  text => get(`/.well-known/jwks#${text}`),
  text => get(`http://${text}@example.com/x`),
  text => get('/x', `X-${text.replace(/[^\w-]/g, '')}: 1\r\n`),
  text => get('/x', `${text}\r\n`),
  text => `GET /%W/x HTTP/1.1\r\nHost: ${text}\r\n\r\n`,
  text => `GET /~${text}/x HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  text => `GET /%7E${text}.partner HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  text =>
    `POST /%W/connect/token HTTP/1.1\r\nHost: ${host}\r\nContent-Type: text/${text.replace(/[^\w-]/g, '')}\r\nContent-Length: 0\r\n\r\n`,
];

/** `%W` becomes the prefix of the world. */
function get(path: string, headers = ''): string {
  const url = path.startsWith('/') ? `/%W${path}` : path;
  return `GET ${url} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;
}

/** Everything that is told of a world and of what reached none. */
function listen(world: WorldHandle): () => string {
  const lines: string[] = [];
  const out = { colour: false, line: (text = '') => lines.push(text), status: () => undefined };
  const stops = [mock, world].map(one => {
    logTo(out, one, 'debug');
    return one.subscribe(event => lines.push(JSON.stringify(event)));
  });
  return () => {
    for (const stop of stops) stop();
    return [...lines, JSON.stringify(world.journal.list()), JSON.stringify(mock.journal.list())].join('\n');
  };
}

async function plant(world: WorldHandle, text: string): Promise<void> {
  for (const [at, place] of PLACES.entries()) {
    const bytes = place(text).replace('%W', `~${world.id}`);
    await sendBytes(at % 2 === 0 ? mock.ready.rapUrl : mock.ready.stsUrl, bytes);
  }
}

describe('secrets that stand where they do not belong', () => {
  const own = smallWorld();
  const chosen = ['correcthorsebattery', 'Swordfish', 'b4c1d2e3-0a1b-4c2d-8e3f-a0b1c2d3e4f5', 'one/two-Three.four'];
  const worlds = [
    ...secretsOf(own).map(secret => [secret, own] as const),
    ...chosen.map(secret => [secret, worldWithClient({ ...OAKFIELD, secret })] as const),
  ];

  test.each(worlds)('When %j is planted in every place and spelling, then nobody shows it', async (secret, made) => {
    const world = await mock.fresh(made);
    const heard = listen(world);
    for (const text of spellings(secret)) await plant(world, text);
    const told = heard();
    expect(world.journal.count()).toBeGreaterThan(PLACES.length);
    expect(findLeaks([{ name: 'secret', value: secret }], [{ name: 'told', bytes: Buffer.from(told) }])).toEqual([]);
    expect(told.toLowerCase()).not.toContain(secret.toLowerCase());
  });

  test('When a live token is planted in every place, whole or in parts, then nobody shows it', async () => {
    const world = await mock.fresh();
    const token = await tokenFor(world);
    const heard = listen(world);
    const parts = token.split('.');
    for (const text of [token, `${parts[0]}.${parts[1]}`, ...parts]) await plant(world, text);
    const told = heard();
    for (const text of [token, ...parts]) expect(told).not.toContain(text.slice(0, 16));
  });
});

test('When a school’s secret is asked for as an application, then the rest of the address is still readable', async () => {
  const world = await mock.fresh();
  await listSites(world, await tokenFor(world), OAKFIELD.secret);
  expect(world.journal.list().at(-1)).toMatchObject({
    path: `/~${world.id}/api/v1/partner/…/GetSiteByApplication`,
    applicationId: '…',
  });
});

test('When a GUID is a secret, then it is not shown where an id is asked for in vain or an answer was put in its place', async () => {
  const secret = 'b4c1d2e3-0a1b-4c2d-8e3f-a0b1c2d3e4f5';
  const made = worldWithClient({ ...OAKFIELD, secret });
  for (const value of ['403', '404', 'empty-list']) {
    const world = await mock.with({ 'rap.unknownApplication': value }, made);
    const token = await tokenFor(world);
    await listSites(world, token, secret);
    await listSites(world, token, NO_APPLICATION);
    const [asSecret, asId] = world.journal.list().slice(-2);
    expect(JSON.stringify(asSecret)).not.toContain(secret);
    expect(asId).toMatchObject({ applicationId: NO_APPLICATION });
  }
});

test('When a world has an id that looks like a secret, then it is shown, for it exists', async () => {
  const world = await mock.fresh(smallWorld(), { id: 'Run_7f3Ka9Qz' });
  await ask(`${world.ready.stsUrl}/nowhere`);
  expect(world.journal.list().at(-1)?.path).toBe('/~Run_7f3Ka9Qz/nowhere');
});

test('When the media type of a form is refused, then it is repeated only where it is harmless', async () => {
  const world = await mock.fresh();
  const why = async (type: string) => {
    await postForm(world.ready.tokenUrl, 'a=b', { 'content-type': type });
    return world.journal.list().at(-1)?.why;
  };
  expect(await why('application/json; charset=utf-8')).toContain('Content-Type is "application/json"');
  expect(await why(`text/${VENDOR.secret}`)).toContain('Content-Type is "…"');
});
