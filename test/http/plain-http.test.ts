import { afterAll, expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { askToken, brief, vendorFields } from '../support/ask.js';
import { smallWorld } from '../support/small-world.js';

/** Reached by its loopback address all the same: what counts is who else could. */
const open = await startHarness({ host: '0.0.0.0', world: smallWorld(), controlPort: null });
afterAll(() => open.stop());

test('When others can reach the mock, then plain http is refused unless it was asked for [STS-11]', async () => {
  expect(brief(await askToken(open, vendorFields))).toBe('403 SSL is required');
  const asked = await open.newWorld({ world: smallWorld(), switches: { 'transport.http': 'allow' } });
  expect((await askToken(asked, vendorFields)).status).toBe(200);
});
