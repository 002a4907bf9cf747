import { expect, test } from 'vitest';
import { refused, startControl } from './arrange.js';

const control = await startControl();

const MANUAL = {
  id: 'by-hand',
  title: 'By hand',
  tells: 'Somebody does it.',
  switches: { 'rap.guidCase': 'lower' },
  steps: [
    {
      name: 'oakfield-leaves',
      tells: 'Oakfield leaves.',
      on: { manual: true },
      change: { 'site.removed': { site: 'oakfield' } },
    },
    {
      name: 'and-comes-back',
      on: { manual: true, after: 'oakfield-leaves' },
      change: { 'site.reinstalled': { site: 'oakfield' } },
    },
    { name: 'by-itself', on: { elapsed: '1h' }, advance: '1m' },
  ],
};

test('When nothing is played, then the scenario is null', async () => {
  const { at } = await control.world();
  expect((await control.get(`${at}/scenario`)).value).toEqual({ scenario: null, problems: [], notes: [] });
});

test('When a shipped scenario is asked for by id, then it is played from its beginning', async () => {
  const { at } = await control.world();
  const told = await control.call('PUT', `${at}/scenario`, { id: 'secret-reissued' });
  expect(told.status).toBe(200);
  expect(told.value).toMatchObject({ scenario: { id: 'secret-reissued' }, problems: [], notes: [] });
  expect((await control.get(`/api/info?world=${at.slice('/api/worlds/'.length)}`)).value['scenario']).toBe(
    'secret-reissued',
  );
});

test('When a whole scenario is sent, then it is played and its switches are set', async () => {
  const { at } = await control.world();
  const told = await control.call('PUT', `${at}/scenario`, MANUAL);
  expect(told.value).toMatchObject({
    scenario: {
      id: 'by-hand',
      steps: [
        { name: 'oakfield-leaves', tells: 'Oakfield leaves.', state: 'armed', fired: 0, times: 1, byHand: true },
        { name: 'and-comes-back', state: 'waiting', byHand: false },
        { name: 'by-itself', state: 'armed', dueAt: expect.any(Number) },
      ],
    },
  });
  expect((await control.get(`${at}/switches`)).value['rap.guidCase']).toBe('lower');
});

test('When a scenario was written for another world and clock, then that is noted', async () => {
  const { at } = await control.world({ world: 'academy-trust', clock: 'real' });
  const { value } = await control.call('PUT', `${at}/scenario`, { ...MANUAL, steps: [] });
  expect(value['notes']).toEqual([
    'It was written for the world "three-schools"; this one was made from "academy-trust".',
    'It was written for a manual clock; this world has a real one.',
  ]);
});

test('When a scenario is sent as YAML, then it is played; its faults are told by line', async () => {
  const { at } = await control.world();
  const yaml = { 'content-type': 'application/yaml; charset=utf-8' };
  const good = 'id: in-yaml\ntitle: In YAML\ntells: Nothing happens.\n';
  expect((await control.call('PUT', `${at}/scenario`, good, yaml)).value).toMatchObject({
    scenario: { id: 'in-yaml' },
  });
  expect(refused(await control.call('PUT', `${at}/scenario`, `${good}stepps: []\n`, yaml))).toEqual([
    422,
    'CONTROL_BAD_SCENARIO',
    'scenario.yaml:4:1: Unknown key "stepps". Did you mean "steps"?',
  ]);
  expect((await control.get(`${at}/scenario`)).value).toMatchObject({ scenario: { id: 'in-yaml' } });
});

test.each([
  [
    { id: 'secret-reissud' },
    'CONTROL_UNKNOWN_SCENARIO',
    'There is no scenario "secret-reissud". Did you mean "secret-reissued"?',
  ],
  [{ ...MANUAL, titel: 'x' }, 'CONTROL_BAD_BODY', 'In the body: Unknown key "titel".'],
  [
    { ...MANUAL, steps: [{ name: 'a', on: { request: 'rap.site' } }] },
    'CONTROL_BAD_BODY',
    'In the body at steps[0].on: "request" must be one of',
  ],
  [
    { ...MANUAL, switches: { 'rap.gidCase': 'x' } },
    'CONTROL_BAD_BODY',
    'There is no switch "rap.gidCase". Did you mean "rap.guidCase"?',
  ],
  [
    { ...MANUAL, switches: { 'rap.guidCase': 'x' } },
    'CONTROL_BAD_VALUE',
    '"x" is no value of rap.guidCase: upper | lower | mixed.',
  ],
  [
    { ...MANUAL, syncs: [{ run: 'sync', expect: { exit: 0, withholds: ['oakfeld'] } }] },
    'CONTROL_BAD_BODY',
    'In the body at syncs[0].expect.withholds: There is no school "oakfeld" in the world "three-schools". Did you mean "oakfield"?',
  ],
])('When %j is sent as a scenario, then it is refused as %s', async (body, code, message) => {
  const told = await control.call('PUT', '/api/worlds/default/scenario', body);
  expect(refused(told)).toEqual([422, code, expect.stringContaining(message)]);
  expect((await control.get('/api/worlds/default/scenario')).value['scenario']).toBeNull();
});

test('When a school of a scenario is one of another world, then neither a world is made with it nor is it played', async () => {
  const said = expect.stringContaining('There is no school "oakfield" in the world "academy-trust".');
  const wanted = { world: 'academy-trust', scenario: 'secret-reissued' };
  expect(refused(await control.call('POST', '/api/worlds', wanted))).toEqual([422, 'CONTROL_SCENARIO', said]);
  const { at } = await control.world({ world: 'academy-trust' });
  expect(refused(await control.call('PUT', `${at}/scenario`, { id: 'secret-reissued' }))).toEqual([
    422,
    'CONTROL_BAD_SCENARIO',
    said,
  ]);
  const yaml = { 'content-type': 'application/yaml' };
  const text = `id: a
title: A
tells: A.
steps:
  - name: b
    on: { request: rap.clients, site: oakfield }
`;
  expect(refused(await control.call('PUT', `${at}/scenario`, text, yaml))).toEqual([
    422,
    'CONTROL_BAD_SCENARIO',
    'scenario.yaml:6:39: There is no school "oakfield" in the world "academy-trust".',
  ]);
});

test('When a school joined after the world was made, then a scenario and a fault may name it', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/changes`, { 'site.installed': { site: 'moor-view', name: 'Moor View' } });
  const on = { request: 'rap.clients', site: 'moor-view' };
  const steps = [{ name: 'stumble', on, fault: { kind: 'reset' } }];
  expect((await control.call('PUT', `${at}/scenario`, { ...MANUAL, steps })).status).toBe(200);
  expect((await control.call('PUT', `${at}/faults`, { on, fault: { kind: 'reset' } })).status).toBe(200);
});

test('When a step is fired by hand, then what it does has happened and the next one waits for it no longer', async () => {
  const { at } = await control.world();
  await control.call('PUT', `${at}/scenario`, MANUAL);
  const told = await control.call('POST', `${at}/scenario/steps/oakfield-leaves`);
  expect(told.value).toMatchObject({
    scenario: { steps: [{ state: 'spent', fired: 1 }, { state: 'armed', byHand: true }, {}] },
  });
  expect((await control.get(at)).value['version']).toBe(2);
});

test.each([
  [
    'oakfield-leafs',
    404,
    'CONTROL_UNKNOWN_STEP',
    'There is no step "oakfield-leafs" to fire. Did you mean "oakfield-leaves"?',
  ],
  ['by-itself', 409, 'CONTROL_NOT_MANUAL', 'The step "by-itself" fires by itself; nobody can fire it by hand.'],
  [
    'and-comes-back',
    409,
    'CONTROL_STEP_WAITING',
    'The step "and-comes-back" waits for "oakfield-leaves"; fire it once that has fired.',
  ],
])('When the step %s is fired, then it is refused with %i', async (step, status, code, message) => {
  const { at } = await control.world();
  await control.call('PUT', `${at}/scenario`, MANUAL);
  expect(refused(await control.call('POST', `${at}/scenario/steps/${step}`))).toEqual([status, code, message]);
});

test('When no scenario is played, then there is no step to fire and nothing to explain', async () => {
  const { at } = await control.world();
  expect(refused(await control.call('POST', `${at}/scenario/steps/any`))).toEqual([
    409,
    'CONTROL_NO_SCENARIO',
    'No scenario is being played: load one first.',
  ]);
  expect(refused(await control.get(`${at}/scenario/explain`))).toEqual([
    404,
    'CONTROL_NO_SCENARIO',
    'No scenario is being played: PUT one first, such as {"id":"first-sync"}.',
  ]);
});

test('When the scenario is explained, then schools are called by their names, in pieces and as text', async () => {
  const { at } = await control.world();
  await control.call('PUT', `${at}/scenario`, MANUAL);
  const { value } = await control.get(`${at}/scenario/explain`);
  const [first] = value['steps'] as { says: string }[];
  expect(first?.says).toMatch(/^When somebody fires it by hand: Oakfield [A-Z]/);
  expect(value['text']).toContain('By hand (by-hand)');
});

test('When the scenario is deleted, then nothing is played any more', async () => {
  const { at } = await control.world({ scenario: 'secret-reissued' });
  expect((await control.call('DELETE', `${at}/scenario`)).status).toBe(204);
  expect((await control.get(`${at}/scenario`)).value['scenario']).toBeNull();
});

test('When a step cannot do what it says, then that is told as a problem', async () => {
  const { at } = await control.world();
  const steps = [{ name: 'twice', on: { manual: true }, times: 2, change: { 'site.removed': { site: 'oakfield' } } }];
  await control.call('PUT', `${at}/scenario`, { ...MANUAL, steps });
  await control.call('POST', `${at}/scenario/steps/twice`);
  const told = await control.call('POST', `${at}/scenario/steps/twice`);
  expect(told.value['problems']).toEqual(['Step "twice": oakfield has left; use site.reinstalled to bring it back.']);
});

test('When the shipped scenarios are asked for, then each comes with its story, and can be played by its id', async () => {
  const { body } = await control.get('/api/scenarios');
  const listed = JSON.parse(body) as Record<string, unknown>[];
  expect(listed.length).toBeGreaterThan(20);
  expect(listed[0]).toEqual({
    id: 'first-sync',
    title: expect.any(String),
    tells: expect.any(String),
    world: 'three-schools',
    seed: expect.any(Number),
    clock: 'manual',
  });
  const { at } = await control.world();
  expect((await control.call('PUT', `${at}/scenario`, { id: listed.at(1)?.['id'] })).status).toBe(200);
});
