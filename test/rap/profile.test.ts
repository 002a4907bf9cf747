import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, brief, listClients, listSites, rapUrl, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION, FOREIGN_APPLICATION, OAKFIELD, OTHER_VENDOR } from '../support/small-world.js';

/** RAP as it would be on ASP.NET Core. */

const mock = await startMock();
const CORE = { 'rap.profile': 'aspnetcore' };
const get = (world: WorldHandle, path: readonly string[], token: string | undefined, method = 'GET') =>
  ask(rapUrl(world, ...path), { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
const LIST = [APPLICATION, 'GetSiteByApplication'];

describe('rap.profile', () => {
  test('When it is webapi2, then nothing is other than by default [PROD-04]', async () => {
    const world = await mock.with({ 'rap.profile': 'webapi2' });
    const reply = await get(world, LIST, undefined);
    expect([reply.body, reply.headers['www-authenticate']]).toEqual([
      '{"Message":"Authorization has been denied for this request."}',
      'Bearer',
    ]);
  });

  test('When it is aspnetcore, then 401, 403, 404 and 405 are empty and have no type [ALT-08]', async () => {
    const world = await mock.with({ ...CORE, 'rap.unknownApplication': '404', 'rap.forbiddenBody': 'message' });
    const read = await tokenFor(world);
    const write = await tokenFor(world, undefined, 'partner-write');
    const unknown = OAKFIELD.organisationId;
    const cases = [
      [401, await get(world, LIST, undefined)],
      [401, await get(world, LIST, 'x')],
      [403, await get(world, LIST, write)],
      [403, await get(world, [FOREIGN_APPLICATION, 'GetSiteByApplication'], read)],
      [404, await get(world, [unknown, 'GetSiteByApplication'], read)],
      [404, await get(world, ['nothing'], read)],
      [405, await get(world, LIST, read, 'DELETE')],
    ] as const;
    for (const [status, reply] of cases) {
      const { 'content-type': type, 'content-length': length } = reply.headers;
      expect([brief(reply), type, length]).toEqual([`${status}`, undefined, '0']);
    }
    const noted = world.journal.list().map(e => [e.status, e.switches?.includes('rap.profile=aspnetcore') ?? false]);
    expect(noted.slice(2)).toEqual(cases.map(([status]) => [status, true]));
    expect(cases[6][1].headers['allow']).toBe('GET');
    expect([cases[2][1], cases[3][1]].map(r => r.headers['www-authenticate'])).toEqual([undefined, undefined]);
  });

  test('When it is aspnetcore, then the challenge tells whoever sent a token that it is not good [ALT-08]', async () => {
    const world = await mock.with(CORE);
    const challenge = async (token?: string) => (await get(world, LIST, token)).headers['www-authenticate'];
    expect(await challenge()).toBe('Bearer');
    expect(await challenge('x')).toBe('Bearer error="invalid_token"');
    expect(await challenge(await tokenFor(mock))).toBe(
      `Bearer error="invalid_token", error_description="The issuer '${mock.ready.stsUrl}' is invalid"`,
    );
  });

  test('When a token is over, then it is forgiven for 300 s, and then told when it expired [ALT-08]', async () => {
    const world = await mock.with(CORE);
    const token = await tokenFor(world);
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
    const [date = '', time = ''] = new Date(exp * 1000).toISOString().slice(0, 19).split('T');
    const [year, month, day] = date.split('-');
    world.advance('65m');
    expect((await listSites(world, token)).status).toBe(200);
    expect(whyOf(world)).toBe('the token expired 300 s ago, and ASP.NET Core forgives 300 s');
    world.advance('1s');
    expect((await get(world, LIST, token)).headers['www-authenticate']).toBe(
      `Bearer error="invalid_token", error_description="The token expired at '${month}/${day}/${year} ${time}'"`,
    );
  });

  test('When a token is of a time to come, then the challenge says from when it counts [ALT-08]', async () => {
    const world = await mock.with(CORE);
    world.advance('10m');
    const token = await tokenFor(world);
    world.reset();
    expect((await get(world, LIST, token)).headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", error_description="The token is not valid before '\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d'"$/,
    );
  });

  test('When a switch of its own names the challenge, then that one is sent [RAP-34, ALT-08]', async () => {
    const none = await mock.with({ ...CORE, 'rap.challenge': 'none' });
    expect((await get(none, LIST, 'x')).headers['www-authenticate']).toBeUndefined();
    const error = await mock.with({ ...CORE, 'rap.challenge': 'invalid-token' });
    expect((await get(error, LIST, undefined)).headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  test('When it is aspnetcore, then rows keep the documented names; aspnetcore-camelcase gives its own [ALT-08, RAP-10, RAP-20]', async () => {
    const world = await mock.with(CORE);
    world.commit({ kind: 'application.keySet', application: APPLICATION, key: '00112233445566778899aabbccddeeff' });
    const token = await tokenFor(world);
    const keys = (body: string) => Object.keys((JSON.parse(body) as Record<string, unknown>[])[0] ?? {});
    const both = async () => [
      keys((await listSites(world, token)).body),
      keys((await listClients(world, token, OAKFIELD.organisationId)).body),
    ];
    const documented = await both();
    expect(documented).toEqual([
      ['Id', 'Name', 'OrganisationId', 'DfeCode', 'DeniNumber', 'Authorised'],
      ['ClientId', 'Secret', 'OCPAIMKey', 'Description'],
    ]);
    const values = (body: string) => (JSON.parse(body) as object[]).map(row => Object.values(row));
    const before = values((await listSites(world, token)).body);
    world.set({ 'rap.profile': 'aspnetcore-camelcase' });
    expect(await both()).toEqual([
      ['id', 'name', 'organisationId', 'dfeCode', 'deniNumber', 'authorised'],
      ['clientId', 'secret', 'ocpaimKey', 'description'],
    ]);
    expect(values((await listSites(world, token)).body)).toEqual(before);
    expect(world.journal.list().at(-1)?.switches).toEqual(['rap.profile=aspnetcore-camelcase']);
    expect((await listSites(world, await tokenFor(world, OTHER_VENDOR))).body).toBe('');
  });
});
