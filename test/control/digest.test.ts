import { expect, test } from 'vitest';
import { convergenceDigest } from '../../mock-server/index.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();
const KEY = '0123456789abcdef0123456789ABCDEF';

test('When a probe key is sent, then the digest is that of what a perfect agent holds, under that key', async () => {
  const held = control.harness.truth(KEY);
  const { value } = await control.get('/api/worlds/default/digest', { 'sims-probe-key': KEY });
  expect(value).toEqual({ digest: convergenceDigest(held, KEY), count: held.length, version: 1 });
});

test('When no key is sent, then the key of the world is used', async () => {
  const key = control.harness.variables()['SIMS_PROBE_KEY'] ?? '';
  const { value } = await control.get('/api/worlds/default/digest');
  expect(value['digest']).toBe(convergenceDigest(control.harness.truth(key), key));
});

test('When a secret is reissued, then the digest is another and the count the same', async () => {
  const { at } = await control.world();
  const before = await control.get(`${at}/digest`);
  await control.call('POST', `${at}/changes`, { 'secret.reissued': { site: 'oakfield' } });
  const after = await control.get(`${at}/digest`);
  expect(after.value['digest']).not.toBe(before.value['digest']);
  expect(after.value['count']).toBe(before.value['count']);
});

test.each(['', 'abc', 'zz'.repeat(16), '00'.repeat(15)])(
  'When the probe key is "%s", then it is refused',
  async key => {
    expect(refused(await control.get('/api/worlds/default/digest', { 'sims-probe-key': key }))).toEqual([
      400,
      'CONTROL_BAD_PROBE_KEY',
      'Sims-Probe-Key must be hex digits, two for a byte, 16 bytes or more: send the value of SIMS_PROBE_KEY.',
    ]);
  },
);
