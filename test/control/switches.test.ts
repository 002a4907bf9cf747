import { expect, test } from 'vitest';
import { SWITCH_NAMES } from '../../mock-server/switches/index.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test.each(['PUT', 'PATCH'])(
  'When switches are set by %s, then those named change and the others stay',
  async method => {
    const { at } = await control.world({ switches: { 'rap.tiRow': 'off' } });
    const told = await control.call(method, `${at}/switches`, { 'rap.guidCase': 'mixed', 'sts.tokenLifetime': 90 });
    expect(told.value).toMatchObject({ 'rap.guidCase': 'mixed', 'sts.tokenLifetime': '90', 'rap.tiRow': 'off' });
    expect((await control.get(`${at}/switches`)).value).toEqual(told.value);
    expect(Object.keys(told.value)).toEqual(SWITCH_NAMES);
  },
);

test('When a switch is set to null, then it is at its default again', async () => {
  const { at } = await control.world({ switches: { 'rap.guidCase': 'mixed' } });
  const told = await control.call('PUT', `${at}/switches`, { 'rap.guidCase': null });
  expect(told.value['rap.guidCase']).toBe('upper');
});

test.each([
  [
    { 'rap.order': 'shuffled', 'rap.gidCase': 'mixed' },
    'CONTROL_UNKNOWN_SWITCH',
    'There is no switch "rap.gidCase". Did you mean "rap.guidCase"?',
  ],
  [
    { 'rap.order': 'shuffled', 'rap.guidCase': 'mixd' },
    'CONTROL_BAD_VALUE',
    '"mixd" is no value of rap.guidCase: upper | lower | mixed. Did you mean "mixed"?',
  ],
  [{ 'rap.order': 'shuffled', nothing: null }, 'CONTROL_UNKNOWN_SWITCH', 'There is no switch "nothing".'],
  [{ 'rap.order': 'shuffled', 'rap.guidCase': ['mixed'] }, 'CONTROL_BAD_VALUE', 'is no value of rap.guidCase'],
])('When %j is sent, then all of it is refused as %s', async (body, code, message) => {
  const told = await control.call('PUT', '/api/worlds/default/switches', body);
  expect(refused(told)).toEqual([422, code, expect.stringContaining(message)]);
  expect((await control.get('/api/worlds/default/switches')).value['rap.order']).toBe('stable');
});
