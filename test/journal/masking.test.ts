import { expect, test } from 'vitest';
import { ask, listSites, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, VENDOR } from '../support/small-world.js';

const mock = await startMock();

test('When a secret stands in a path where an id belongs, then the journal leaves it out', async () => {
  const world = await mock.fresh();
  const token = await tokenFor(world);
  await ask(`${world.ready.stsUrl}/connect/token/${VENDOR.secret}`);
  await ask(`${world.ready.stsUrl}/${encodeURIComponent(OAKFIELD.secret)}/x`);
  await listSites(world, token, OAKFIELD.secret);
  const kept = JSON.stringify(world.journal.list());
  expect(kept).toContain('GetSiteByApplication');
  for (const secret of [VENDOR.secret, OAKFIELD.secret]) expect(kept).not.toContain(secret);
});
