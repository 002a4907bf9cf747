import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { scenarioOf } from '../scenario/scripts.js';
import { brief, listSites, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { smallWorld } from '../support/small-world.js';

const mock = await startMock();
const DENIED = '401 {"Message":"Authorization has been denied for this request."}';
const BROKEN = '500 {"Message":"An error has occurred."}';
const asking = (how: string, more: Readonly<Record<string, string>> = {}) =>
  mock.with({ 'rap.tokenValidation': how, ...more });
const SUSPENDED = { kind: 'vendor.suspended', partner: 'brightwater' } as const;
const status = async (world: WorldHandle, token: string) => (await listSites(world, token)).status;
const lastSwitches = (world: WorldHandle) => world.journal.list().at(-1)?.switches;

test('When it is local, then a suspended client’s token lasts until exp and not a moment longer [RAP-31, RAP-32]', async () => {
  const world = await asking('local');
  const token = await tokenFor(world);
  world.commit(SUSPENDED);
  world.advance('1h');
  expect(await status(world, token)).toBe(200);
  world.advance(1);
  expect(await status(world, token)).toBe(401);
});

describe.each(['endpoint', 'endpoint-cached'])('%s', how => {
  test('When a token is over, then 300 s are forgiven, and the journal says so [RAP-32, END-04]', async () => {
    const world = await asking(how);
    const token = await tokenFor(world);
    world.advance('1h');
    expect(await status(world, token)).toBe(200);
    expect(whyOf(world)).toBeUndefined();
    world.advance('300s');
    expect(await status(world, token)).toBe(200);
    expect(whyOf(world)).toBe('the token expired 300 s ago, and the token server forgives 300 s');
    expect(lastSwitches(world)).toEqual([`rap.tokenValidation=${how}`]);
    world.advance(1);
    expect(brief(await listSites(world, token))).toBe(DENIED);
    expect(whyOf(world)).toBe('the token server says no: the token expired more than 300 s ago');
  });

  test('When the client was suspended before RAP heard of its token, then it is refused at once [RAP-32, END-07]', async () => {
    const world = await asking(how);
    const token = await tokenFor(world);
    world.commit(SUSPENDED);
    expect(brief(await listSites(world, token))).toBe(DENIED);
    expect(whyOf(world)).toBe('the token server says no: the client of this token is suspended, disabled or gone');
    expect(lastSwitches(world)).toEqual([`rap.tokenValidation=${how}`, 'rap.challenge=bearer']);
    world.commit({ kind: 'vendor.restored', partner: 'brightwater' });
    expect(await status(world, token)).toBe(200);
  });

  test('When the token is none of ours, then it is denied as ever [RAP-33]', async () => {
    const world = await asking(how);
    expect(brief(await listSites(world, 'abc'))).toBe(DENIED);
    expect(brief(await listSites(world, await tokenFor(mock)))).toBe(DENIED);
  });

  test('When the token server caches its clients, then RAP hears of a removal as late as it [RAP-32, END-07, CA-31]', async () => {
    const world = await asking(how, { 'sts.clientCacheSeconds': '300' });
    const token = await tokenFor(world);
    world.commit(SUSPENDED);
    expect(await status(world, token)).toBe(200);
    world.advance('301s');
    expect(await status(world, token)).toBe(401);
  });
});

describe('endpoint', () => {
  test('When the client is suspended, then the very next call is refused [RAP-32, END-07]', async () => {
    const world = await asking('endpoint');
    const token = await tokenFor(world);
    expect(await status(world, token)).toBe(200);
    world.commit(SUSPENDED);
    expect(await status(world, token)).toBe(401);
  });
});

describe('endpoint-cached', () => {
  test('When the client is suspended after a good answer, then that one is believed for 300 s [RAP-32, END-07]', async () => {
    const world = await asking('endpoint-cached');
    const token = await tokenFor(world);
    expect(await status(world, token)).toBe(200);
    world.commit(SUSPENDED);
    world.advance('299s');
    expect(await status(world, token)).toBe(200);
    expect(whyOf(world)).toBe(
      'the client of this token is suspended, disabled or gone, but RAP still believes what the token server said 299 s ago',
    );
    expect(lastSwitches(world)).toEqual(['rap.tokenValidation=endpoint-cached']);
    world.advance('1s');
    expect(await status(world, token)).toBe(401);
  });

  test('When a token is about to end, then no answer is believed beyond its exp [RAP-32]', async () => {
    const world = await asking('endpoint-cached');
    const token = await tokenFor(world);
    world.advance('59m');
    expect(await status(world, token)).toBe(200);
    world.commit(SUSPENDED);
    world.advance('59s');
    expect(await status(world, token)).toBe(200);
    world.advance('1s');
    expect(await status(world, token)).toBe(401);
  });

  test('When the world is reset, then what RAP believed is forgotten [RAP-32]', async () => {
    const world = await mock.fresh(smallWorld(), { switches: { 'rap.tokenValidation': 'endpoint-cached' } });
    const token = await tokenFor(world);
    expect(await status(world, token)).toBe(200);
    world.reset();
    world.commit(SUSPENDED);
    expect(await status(world, token)).toBe(401);
  });
});

/** Inferred from the middleware's source: any answer but 200 is no token, a 200 it cannot read breaks it. */
describe('a token server that fails', () => {
  test.each([
    ['sts:stopped-403', DENIED],
    ['sts:reset', DENIED],
    ['sts:truncated-200', DENIED],
    ['sts:slow:1', '200'],
  ])('When infra.fault is %s, then RAP answers %s [RAP-32, PROD-07]', async (fault, expected) => {
    const world = await asking('endpoint');
    const token = await tokenFor(world);
    world.set({ 'infra.fault': fault });
    expect(brief(await listSites(world, token)).slice(0, expected.length)).toBe(expected);
    world.set({ 'rap.tokenValidation': 'local', 'infra.fault': 'none' });
    expect(await status(world, token)).toBe(200);
  });

  test.each([
    ['sts:html-503', DENIED],
    ['sts:html-200', BROKEN],
    ['rap:html-503', '503 The service is unavailable.'],
  ])('When infra.maintenance is %s, then RAP answers %s [RAP-32, RAP-49]', async (maintenance, expected) => {
    const world = await asking('endpoint-cached');
    const token = await tokenFor(world);
    world.set({ 'infra.maintenance': maintenance });
    expect(brief(await listSites(world, token))).toBe(expected);
  });

  test('When RAP has asked before, then the cached answer carries it over the outage [RAP-32]', async () => {
    const world = await asking('endpoint-cached');
    const token = await tokenFor(world);
    expect(await status(world, token)).toBe(200);
    world.set({ 'infra.fault': 'sts:stopped-403' });
    expect(await status(world, token)).toBe(200);
    world.advance('300s');
    expect(await status(world, token)).toBe(401);
    expect(whyOf(world)).toBe('RAP could not ask the token server about this token');
  });

  test.each([
    [{ kind: 'status', status: 503 }, DENIED],
    [{ kind: 'status', status: 200 }, BROKEN],
    [{ kind: 'throttled', retryAfter: 5 }, DENIED],
    [{ kind: 'reset' }, DENIED],
    [{ kind: 'hang' }, DENIED],
    [{ kind: 'html', status: 200 }, BROKEN],
    [{ kind: 'garbage' }, BROKEN],
    [{ kind: 'wrongType', as: 'string' }, BROKEN],
    [{ kind: 'truncated', form: 'chunked', keep: 0.5 }, DENIED],
    [{ kind: 'maintenance', form: 'html-200' }, BROKEN],
    [{ kind: 'delay', for: '1m' }, '200'],
  ] as const)(
    'When a scenario strikes RAP’s question with %o, then RAP answers %s [RAP-32, RAP-49]',
    async (fault, expected) => {
      const world = await asking('endpoint');
      const token = await tokenFor(world);
      await world.play(scenarioOf({ name: 'struck', on: { request: 'sts.validation' }, fault: { ...fault } }));
      expect(brief(await listSites(world, token)).slice(0, expected.length)).toBe(expected);
      expect(world.steps()[0]).toMatchObject({ name: 'struck', fired: 1 });
      expect(await status(world, token)).toBe(200);
    },
  );
});
