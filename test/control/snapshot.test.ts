import { expect, test } from 'vitest';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When a world is taken out and put into another, then the bytes that come out again are the same', async () => {
  const from = await control.world({ world: 'awkward', seed: 5 });
  const to = await control.world();
  const taken = await control.get(from.at);
  const put = await control.call('PUT', to.at, taken.body);
  expect([put.status, put.value['version']]).toEqual([200, 1]);
  expect((await control.get(to.at)).body).toBe(taken.body);
});

test('When switches give a world other clients, then they are not written down with it, and a world put back is as before [TOK-08, RAP-23]', async () => {
  const { at } = await control.world();
  const before = await control.get(at);
  await control.call('PUT', `${at}/switches`, {
    'sts.vendorPrefix': 'vms_',
    'sts.schoolScopes': 'rapapi',
    'rap.clientsPerSite': 3,
  });
  const taken = await control.get(at);
  expect(taken.body).toBe(before.body);
  await control.call('PUT', at, taken.body);
  await control.call('PUT', `${at}/switches`, {
    'sts.vendorPrefix': null,
    'sts.schoolScopes': null,
    'rap.clientsPerSite': null,
  });
  expect((await control.get(at)).body).toBe(before.body);
});

test('When a world put in has secrets newer than the clock, then the clock moves forward to them', async () => {
  const from = await control.world();
  await control.call('POST', `${from.at}/clock/advance`, { by: '2h' });
  await control.call('POST', `${from.at}/changes`, { 'vendor.secretReset': {} });
  const { value: then } = await control.get(`${from.at}/clock`);
  const to = await control.world();
  const put = await control.call('PUT', to.at, (await control.get(from.at)).body);
  expect(put.value['now']).toBe(then['now']);
});

test.each([
  [{ format: 'sims-world/1' }, 'world.name is missing.'],
  [[], 'An object belongs here.'],
])('When %j is put in as a world, then the first fault is named', async (body, message) => {
  const told = await control.call('PUT', '/api/worlds/default', body);
  expect(told.status).toBe(422);
  expect(told.value['message']).toContain(message);
});

test('When a member of a world is misspelt, then the place is told and the world stays', async () => {
  const { at } = await control.world();
  const before = await control.get(at);
  const told = await control.call('PUT', at, { ...before.value, sits: [] });
  expect(refused(told)).toEqual([
    422,
    'CONTROL_BAD_WORLD',
    'world has an unknown member "sits". Send a world as GET /api/worlds/{id} gives it.',
  ]);
  expect((await control.get(at)).body).toBe(before.body);
});

test('When a world is reset, then world, switches, scenario, faults, journal and clock are as at the start', async () => {
  const { at } = await control.world({ scenario: 'secret-reissued', switches: { 'rap.order': 'shuffled' } });
  const before = { world: (await control.get(at)).body, clock: (await control.get(`${at}/clock`)).body };
  await control.call('POST', `${at}/changes`, { 'site.removed': { site: 'oakfield' } });
  await control.call('PUT', `${at}/switches`, { 'rap.order': 'stable' });
  await control.call('PUT', `${at}/faults`, { on: { request: 'any' }, fault: { kind: 'reset' } });
  await control.call('DELETE', `${at}/scenario`);
  await control.call('POST', `${at}/clock/advance`, { by: '1d' });
  expect((await control.call('POST', `${at}/reset`)).value).toEqual({
    version: 1,
    now: (JSON.parse(before.clock) as { now: number }).now,
  });
  expect((await control.get(at)).body).toBe(before.world);
  expect((await control.get(`${at}/clock`)).body).toBe(before.clock);
  expect((await control.get(`${at}/switches`)).value['rap.order']).toBe('shuffled');
  expect((await control.get(`${at}/faults`)).value).toEqual([]);
  expect((await control.get(`${at}/scenario`)).value).toMatchObject({ scenario: { id: 'secret-reissued' } });
});
