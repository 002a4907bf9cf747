import { expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When nothing is asked of a new world, then it is made like the default one, with an id of its own', async () => {
  const made = await control.call('POST', '/api/worlds');
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe(`/api/worlds/${made.value['id']}`);
  expect(made.value['world']).toBe('three-schools');
  expect(made.value['clientSecret']).toBe(control.harness.ready.clientSecret);
});

test('When a world is asked for in every detail, then it is made so and listed', async () => {
  const wanted = {
    id: 'parallel-7',
    world: 'academy-trust',
    seed: 9,
    clock: 'manual',
    scenario: 'first-sync',
    switches: { 'rap.guidCase': 'lower', 'sts.tokenLifetime': 60 },
  };
  const made = await control.call('POST', '/api/worlds', wanted);
  expect(made.value).toMatchObject({ id: 'parallel-7', world: 'academy-trust', seed: 9, scenario: 'first-sync' });
  const { value: switches } = await control.get('/api/worlds/parallel-7/switches');
  expect(switches).toMatchObject({ 'rap.guidCase': 'lower', 'sts.tokenLifetime': '60' });
  const { value } = await control.get('/api/worlds');
  expect((value as unknown as object[]).find(entry => 'id' in entry && entry.id === 'parallel-7')).toMatchObject({
    name: 'academy-trust',
    seed: 9,
    clock: 'manual',
    scenario: 'first-sync',
    exchanges: 0,
    stsUrl: `${control.harness.ready.stsUrl}/~parallel-7`,
  });
});

test('When a world is made from a whole world and a whole scenario, then both are in it', async () => {
  const { value: world } = await control.get('/api/worlds/default');
  const scenario = { id: 'mine', title: 'Mine', tells: 'One step.', steps: [{ name: 'go', on: { manual: true } }] };
  const made = await control.call('POST', '/api/worlds', { world: { ...world, name: 'my-own' }, scenario });
  expect(made.value).toMatchObject({ world: 'my-own', scenario: 'mine' });
});

test.each([
  [
    { world: 'three-shcools' },
    422,
    'CONTROL_WORLD_UNKNOWN',
    'There is no world "three-shcools". Did you mean "three-schools"?',
  ],
  [
    { id: 'default' },
    409,
    'CONTROL_WORLD_TAKEN',
    'There is a world "default" already: choose another id or delete it.',
  ],
  [{ id: 'a/b' }, 422, 'CONTROL_WORLD_ID', '"a/b" cannot be a world\'s id'],
  [{ scenario: 'school-aded' }, 422, 'CONTROL_UNKNOWN_SCENARIO', 'Did you mean "school-added"?'],
  [{ scenario: { id: 'x' } }, 422, 'CONTROL_BAD_BODY', 'The key "title" is missing.'],
  [{ switches: { 'rap.gidCase': 'lower' } }, 422, 'CONTROL_SWITCH', 'Did you mean "rap.guidCase"?'],
  [{ switches: { 'rap.guidCase': 'uper' } }, 422, 'CONTROL_SWITCH', 'Did you mean "upper"?'],
  [{ clok: 'manual' }, 422, 'CONTROL_BAD_BODY', 'In the body: Unknown key "clok". Did you mean "clock"?'],
  [
    { clock: 'manul' },
    422,
    'CONTROL_BAD_BODY',
    '"clock" must be one of "real", "manual", not "manul". Did you mean "manual"?',
  ],
  [{ seed: -1 }, 422, 'CONTROL_BAD_BODY', '"seed" must be a whole number from 0'],
  [{ world: { format: 'sims-world/1' } }, 422, 'CONTROL_BAD_WORLD', 'world.name is missing.'],
])('When a world is asked for as %j, then it is refused with %i %s', async (wanted, status, code, message) => {
  const told = await control.call('POST', '/api/worlds', wanted);
  expect(refused(told)).toEqual([status, code, expect.stringContaining(message)]);
});

test('When a switch of the world or of the scenario cannot be so, then no world is made', async () => {
  const { value: world } = await control.get('/api/worlds/default');
  const scenario = { id: 'loud', title: 'Loud', tells: 'Loud.', switches: { 'rap.guidCase': 'loud' } };
  for (const body of [{ scenario }, { world: { ...world, switches: { 'rap.guidCase': 'loud' } } }]) {
    const answer = await control.call('POST', '/api/worlds', { id: 'loud', ...body });
    expect(answer).toMatchObject({ status: 422, value: { code: 'CONTROL_SWITCH' } });
    expect(answer.value['message']).toContain('"loud" is no value of rap.guidCase');
  }
  expect((await control.get('/api/worlds/loud')).status).toBe(404);
});

test('When a world is deleted, then its addresses are gone', async () => {
  const { at } = await control.world();
  expect((await control.call('DELETE', at)).status).toBe(204);
  expect((await control.get(at)).value['code']).toBe('CONTROL_UNKNOWN_WORLD');
  expect((await control.call('DELETE', at)).status).toBe(404);
});

test('When the default world is deleted, then it stays, and the caller learns what to do instead', async () => {
  expect(refused(await control.call('DELETE', '/api/worlds/default'))).toEqual([
    409,
    'CONTROL_DEFAULT_WORLD',
    'The default world stays as long as the harness runs: POST /api/worlds/default/reset brings it back to its start.',
  ]);
});

test('When two worlds are used side by side, then journal, clock, world and switches are their own', async () => {
  const [one, two] = [await control.world(), await control.world()];
  await control.call('POST', `${one.at}/clock/advance`, { by: '1h' });
  await control.call('POST', `${one.at}/changes`, { 'site.removed': { site: 'oakfield' } });
  await control.call('PUT', `${one.at}/switches`, { 'rap.order': 'shuffled' });
  await ask(`${one.ready['stsUrl']}/.well-known/jwks`);

  const told = async (at: string) => ({
    exchanges: (await control.get(`${at}/journal/count`)).value['count'],
    order: (await control.get(`${at}/switches`)).value['rap.order'],
    version: (await control.get(at)).value['version'],
  });
  expect(await told(one.at)).toEqual({ exchanges: 1, order: 'shuffled', version: 2 });
  expect(await told(two.at)).toEqual({ exchanges: 0, order: 'stable', version: 1 });
  const [first, second] = [await control.get(`${one.at}/clock`), await control.get(`${two.at}/clock`)];
  expect(Number(first.value['now']) - Number(second.value['now'])).toBeGreaterThan(3_500_000);
  const gone = (await control.get(`${one.at}/digest`)).value['count'];
  expect(Number((await control.get(`${two.at}/digest`)).value['count'])).toBeGreaterThan(Number(gone));
});
