import { expect, test } from 'vitest';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When one change is sent as a scenario spells it, then the world has moved', async () => {
  const { at } = await control.world();
  const told = await control.call('POST', `${at}/changes`, {
    'site.renamed': { site: 'oakfield', name: 'Oakfield Prep' },
  });
  expect([told.status, told.value['version']]).toEqual([200, 2]);
  expect((await control.get(at)).body).toContain('Oakfield Prep');
});

test('When several changes are sent, then they happen in order and together', async () => {
  const { at } = await control.world();
  const told = await control.call('POST', `${at}/changes`, [
    { 'site.disabled': { site: 'oakfield' } },
    { 'site.enabled': { site: 'oakfield' } },
    { 'signingKey.rolled': {} },
  ]);
  expect(told.value['version']).toBe(4);
});

test('When one of several changes is impossible, then none has happened', async () => {
  const { at } = await control.world();
  const before = await control.get(at);
  const told = await control.call('POST', `${at}/changes`, [
    { 'site.removed': { site: 'oakfield' } },
    { 'site.removed': { site: 'oakfield' } },
  ]);
  expect(refused(told)).toEqual([
    409,
    'CONTROL_ALREADY_REMOVED',
    'oakfield has left; use site.reinstalled to bring it back.',
  ]);
  expect((await control.get(at)).body).toBe(before.body);
});

test.each([
  [
    { 'secret.reisued': { site: 'oakfield' } },
    'CONTROL_UNKNOWN_CHANGE',
    'There is no change "secret.reisued". Did you mean "secret.reissued"?',
  ],
  [{ constructor: {} }, 'CONTROL_UNKNOWN_CHANGE', 'There is no change "constructor". Changes: site.installed, '],
  [
    { 'secret.reissued': { stie: 'oakfield' } },
    'CONTROL_BAD_BODY',
    'In the body at secret.reissued: Unknown key "stie". Did you mean "site"?',
  ],
  [
    { 'secret.reissued': {} },
    'CONTROL_BAD_BODY',
    'The key "site" is missing. The school: its short name in the world, or its organisation id.',
  ],
  [
    { 'secret.reissued': { site: 'oakfield', overlap: 'soon' } },
    'CONTROL_BAD_BODY',
    '"overlap" must be a length of time like 250ms',
  ],
  [
    [{ 'estate.grown': { by: 2 } }, { 'estate.grown': { by: 0 } }],
    'CONTROL_BAD_BODY',
    'In the body at [1].estate.grown: "by" must be a whole number from 1',
  ],
  [
    { 'site.removed': { site: 'okafield' } },
    'CONTROL_UNKNOWN_SITE',
    'No school "okafield" in this world. Did you mean "oakfield"?',
  ],
  [{}, 'CONTROL_BAD_BODY', 'A change is an object with one member, its kind'],
  [[{ 'signingKey.rolled': {} }, {}], 'CONTROL_BAD_BODY', 'Change 2 of the list is an object with one member'],
  [[], 'CONTROL_BAD_BODY', 'The list is empty: send at least one change.'],
  [7, 'CONTROL_BAD_BODY', 'must be a set of keys or a list, not 7'],
])('When %j is sent as a change, then it is refused as %s', async (body, code, message) => {
  const told = await control.call('POST', '/api/worlds/default/changes', body);
  expect(refused(told)).toEqual([422, code, expect.stringContaining(message)]);
  expect((await control.get('/api/worlds/default')).value['version']).toBe(1);
});

test('When the world has moved by hand, by a step and as a whole, then it can be read afterwards what, when and by whom', async () => {
  const { at } = await control.world();
  const steps = [{ name: 'go', on: { manual: true }, change: { 'site.disabled': { site: 'oakfield' } } }];
  await control.call('PUT', `${at}/scenario`, { id: 'mine', title: 'Mine', tells: 'One step.', steps });
  await control.call('POST', `${at}/changes`, { 'secret.reissued': { site: 'oakfield', secret: 'A+chosen=secret' } });
  await control.call('POST', `${at}/clock/advance`, { by: '1m' });
  await control.call('POST', `${at}/scenario/steps/go`);
  await control.call('PUT', at, (await control.get(at)).body);
  await control.call('DELETE', `${at}/journal`);
  const { value, body } = await control.get(`${at}/changes`);
  const now = (await control.get(`${at}/clock`)).value['now'];
  expect(value['changes']).toEqual([
    {
      type: 'change',
      at: Number(now) - 60_000,
      version: 2,
      cause: 'control api',
      changes: [{ 'secret.reissued': { site: 'oakfield', secret: expect.stringMatching(/^#[0-9a-f]{12}$/) } }],
      says: [expect.stringMatching(/^Oakfield .* secret is replaced by a new one$/)],
    },
    expect.objectContaining({
      at: now,
      version: 3,
      cause: 'step go',
      changes: [{ 'site.disabled': { site: 'oakfield' } }],
    }),
    { type: 'replaced', at: now, version: 3 },
  ]);
  expect(body).not.toContain('A+chosen=secret');
});

test('When nothing has changed, a change was refused, or all was reset, then no change is told', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/changes`, { 'site.enabled': { site: 'oakfield' } });
  expect((await control.get(`${at}/changes`)).value).toEqual({ changes: [] });
  await control.call('POST', `${at}/changes`, { 'site.disabled': { site: 'oakfield' } });
  await control.call('POST', `${at}/reset`);
  expect((await control.get(`${at}/changes`)).value).toEqual({ changes: [] });
});
