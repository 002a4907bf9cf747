import { expect, test } from 'vitest';
import { MOST_SNAPSHOTS } from '../../mock-server/control/snapshots.js';
import type { World } from '../../mock-server/index.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();
const worldAt = async (at: string) => JSON.parse((await control.get(at)).body) as World;

test('When a change is taken back by a snapshot, then the world is as it was, and its version has grown', async () => {
  const { at } = await control.world();
  const before = await worldAt(at);
  const taken = await control.call('POST', `${at}/snapshots`, { label: 'before' });
  expect([taken.status, taken.value]).toEqual([
    201,
    { id: expect.any(String), label: 'before', at: expect.any(Number), version: before.version },
  ]);
  const changed = await control.call('POST', `${at}/changes`, { 'secret.reissued': { site: 'oakfield' } });
  const restored = await control.call('POST', `${at}/snapshots/${taken.value['id']}/restore`, {
    version: changed.value['version'],
  });
  expect([restored.status, restored.value['version']]).toEqual([200, before.version + 2]);
  expect(await worldAt(at)).toEqual({ ...before, version: before.version + 2 });
});

test('When the world has moved on since, then a restore for a version is refused, and one without is not', async () => {
  const { at } = await control.world();
  const { value: taken } = await control.call('POST', `${at}/snapshots`);
  const { value: first } = await control.call('POST', `${at}/changes`, { 'site.disabled': { site: 'oakfield' } });
  await control.call('POST', `${at}/changes`, { 'site.removed': { site: 'oakfield' } });
  const restore = (body?: object) => control.call('POST', `${at}/snapshots/${taken['id']}/restore`, body);
  expect(refused(await restore({ version: first['version'] }))).toEqual([
    409,
    'CONTROL_WORLD_MOVED_ON',
    'The world has changed since, and that would be lost too: take back the newer changes first, or restore without a version.',
  ]);
  expect((await restore()).status).toBe(200);
  expect((await worldAt(at)).installations.map(({ state }) => state)).not.toContain('removed');
});

test('When many snapshots are taken, then the newest are kept, of this world only, and none shows a secret', async () => {
  const [one, other] = [await control.world(), await control.world()];
  for (let n = 0; n < MOST_SNAPSHOTS + 3; n++)
    await control.call('POST', `${one.at}/snapshots`, { label: `number ${n}` });
  const kept = await control.get(`${one.at}/snapshots`);
  const labels = (kept.value as unknown as { label: string }[]).map(({ label }) => label);
  expect([labels.length, labels[0], labels.at(-1)]).toEqual([
    MOST_SNAPSHOTS,
    'number 3',
    `number ${MOST_SNAPSHOTS + 2}`,
  ]);
  expect((await control.get(`${other.at}/snapshots`)).value).toEqual([]);
  expect(refused(await control.call('POST', `${other.at}/snapshots/s1x/restore`))).toEqual([
    404,
    'CONTROL_UNKNOWN_SNAPSHOT',
    `There is no snapshot "s1x" of this world. Only the newest ${MOST_SNAPSHOTS} are kept.`,
  ]);
});
