import { expect, test } from 'vitest';
import type { World } from '../../mock-server/index.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When an agent reports, then the report is kept and listed', async () => {
  const { at } = await control.world();
  const told = await control.call('POST', `${at}/agent-reports`, { added: 3, removed: ['oakfield'] });
  expect([told.status, told.value['number']]).toEqual([201, 1]);
  expect((await control.get(`${at}/agent-reports`)).value).toEqual([
    { number: 1, at: expect.any(Number), report: { added: 3, removed: ['oakfield'] } },
  ]);
});

test('When many reports come, then the newest hundred are kept', async () => {
  const { at } = await control.world();
  for (let n = 1; n <= 103; n++) await control.call('POST', `${at}/agent-reports`, { n });
  const kept = (await control.get(`${at}/agent-reports`)).value as unknown as { number: number; report: object }[];
  expect([kept.length, kept[0], kept.at(-1)?.number]).toEqual([100, expect.objectContaining({ number: 4 }), 103]);
});

test('When the world is reset, then its reports are gone', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/agent-reports`, {});
  await control.call('POST', `${at}/reset`);
  expect((await control.get(`${at}/agent-reports`)).value).toEqual([]);
});

const world: World = control.harness.world();
const vendorSecret = control.harness.ready.clientSecret;
const schoolSecrets = world.installations.flatMap(i => i.clients.flatMap(c => c.secrets.map(s => s.value)));

test.each([
  ['the secret of the partner', { stored: { secret: vendorSecret } }],
  ['a secret inside a sentence', { log: [`used ${schoolSecrets[0]} for Oakfield`] }],
  ['a secret as the name of a member', { [schoolSecrets.at(-1) ?? '']: 'oakfield' }],
  ['an access token', { header: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl' }],
])('When a report holds %s, then it is refused and not kept', async (_, report) => {
  expect(refused(await control.call('POST', '/api/worlds/default/agent-reports', report))).toEqual([
    422,
    'CONTROL_SECRET_IN_REPORT',
    'This report holds a secret or an access token in clear and was not kept: report fingerprints, and find out where else the agent writes it.',
  ]);
  expect((await control.get('/api/worlds/default/agent-reports')).value).toEqual([]);
});

test('When a report holds a secret that was replaced, then it is refused too', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/changes`, { 'vendor.secretReset': {} });
  const told = await control.call('POST', `${at}/agent-reports`, { vendorSecret });
  expect(told.value['code']).toBe('CONTROL_SECRET_IN_REPORT');
});

test('When a report is too long, then it is refused', async () => {
  const told = await control.call('POST', '/api/worlds/default/agent-reports', { log: 'x'.repeat(40_000) });
  expect(refused(told)).toEqual([413, 'CONTROL_TOO_LARGE', 'This body is larger than this address takes: send less.']);
});
