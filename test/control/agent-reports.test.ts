import { expect, test } from 'vitest';
import type { World } from '../../mock-server/index.js';
import { ask } from '../support/ask.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When an agent reports, then the report is kept and listed', async () => {
  const { at } = await control.world();
  const told = await control.call('POST', `${at}/agent-reports`, { agent: 'mine', removed: ['oakfield'] });
  expect([told.status, told.value['number']]).toEqual([201, 1]);
  expect((await control.get(`${at}/agent-reports`)).value).toEqual([
    { number: 1, at: expect.any(Number), report: { agent: 'mine', removed: ['oakfield'] }, calls: expect.any(Object) },
  ]);
});

test('When requests were made since the report before, then a report tells how many, beside the least there could be', async () => {
  const { at, ready } = await control.world();
  const callsOf = async () => (await control.call('POST', `${at}/agent-reports`, { agent: 'mine' })).value['calls'];
  expect(await callsOf()).toEqual({ tokens: 0, lists: 0, clients: 0, refused: 0, optimum: 2 + 4 });
  await control.call('POST', `${at}/changes`, { 'site.disabled': { site: 'oakfield' } });
  await ask(String(ready['tokenUrl']), { method: 'POST' });
  const list = `${ready['rapUrl']}/api/v1/partner/${ready['applicationId']}/GetSiteByApplication`;
  await ask(list);
  expect(await callsOf()).toEqual({ tokens: 1, lists: 1, clients: 0, refused: 2, optimum: 2 + 3 });
  await control.call('DELETE', `${at}/journal`);
  await ask(list);
  expect(await callsOf()).toEqual({ tokens: 0, lists: 1, clients: 0, refused: 1, optimum: 2 + 3 });
});

test.each([
  ['a plan, which stores nothing', { command: 'plan', exit: 2, generation: null, oldestCredentialAt: null }],
  ['a first sync', { command: 'sync', exit: 0, generation: 1, oldestCredentialAt: 1_700_000_000_000 }],
  ['a store', { holds: [] }],
])('When what the agent printed of %s is posted, then it is kept', async (_, report) => {
  const { at } = await control.world();
  const { status } = await control.call('POST', `${at}/agent-reports`, { agent: 'sims-agent', ...report });
  expect(status).toBe(201);
});

test('When many reports come, then the newest hundred are kept', async () => {
  const { at } = await control.world();
  for (let n = 1; n <= 103; n++) await control.call('POST', `${at}/agent-reports`, { agent: 'mine', n });
  const kept = (await control.get(`${at}/agent-reports`)).value as unknown as { number: number; report: object }[];
  expect([kept.length, kept[0], kept.at(-1)?.number]).toEqual([100, expect.objectContaining({ number: 4 }), 103]);
});

test('When the world is reset, then its reports are gone', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/agent-reports`, { agent: 'mine' });
  await control.call('POST', `${at}/reset`);
  expect((await control.get(`${at}/agent-reports`)).value).toEqual([]);
});

const world: World = control.harness.world();
const vendorSecret = control.harness.ready.clientSecret;
const percent = (text: string) => [...Buffer.from(text)].map(byte => `%${byte.toString(16)}`).join('');
const schoolSecrets = world.installations.flatMap(i => i.clients.flatMap(c => c.secrets.map(s => s.value)));

test.each([
  ['the secret of the partner', { stored: { secret: vendorSecret } }],
  ['a secret inside a sentence', { log: [`used ${schoolSecrets[0]} for Oakfield`] }],
  ['a secret as the name of a member', { [schoolSecrets.at(-1) ?? '']: 'oakfield' }],
  ['a secret in Base64', { log: Buffer.from(vendorSecret).toString('base64') }],
  ['a secret in base64url, inside', { log: `used ${Buffer.from(schoolSecrets[0] ?? '').toString('base64url')}` }],
  ['the header of Basic', { sent: [`Basic ${Buffer.from(`id:${vendorSecret}`).toString('base64')}`] }],
  ['a secret percent-encoded', { url: `/?secret=${encodeURIComponent(`+${vendorSecret}`)}` }],
  ['a secret percent-encoded letter by letter', { url: percent(vendorSecret) }],
  ['a secret percent-encoded twice', { url: encodeURIComponent(percent(vendorSecret)) }],
  ['an access token', { header: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl' }],
])('When a report holds %s, then it is refused and not kept', async (_, report) => {
  expect(
    refused(await control.call('POST', '/api/worlds/default/agent-reports', { agent: 'mine', ...report })),
  ).toEqual([
    422,
    'CONTROL_SECRET_IN_REPORT',
    'This report holds an access token, or a secret in clear or merely encoded (percent, Base64), and was not kept: report fingerprints, and find out where else the agent writes it.',
  ]);
  expect((await control.get('/api/worlds/default/agent-reports')).value).toEqual([]);
});

test('When a report holds a secret that was replaced, then it is refused too', async () => {
  const { at } = await control.world();
  await control.call('POST', `${at}/changes`, { 'vendor.secretReset': {} });
  const told = await control.call('POST', `${at}/agent-reports`, { agent: 'mine', vendorSecret });
  expect(told.value['code']).toBe('CONTROL_SECRET_IN_REPORT');
});

test('When a report is too long, then it is refused', async () => {
  const told = await control.call('POST', '/api/worlds/default/agent-reports', {
    agent: 'mine',
    log: 'x'.repeat(8 * 1024 * 1024),
  });
  expect(refused(told)).toEqual([413, 'CONTROL_TOO_LARGE', 'This body is larger than this address takes: send less.']);
});

test.each([
  '2026-11-22',
  '2026-11-22T09:00Z',
  '2026-11-22T09:00:00.1234567Z',
  '2026-11-22T09:00:00+01:00',
  '2026-11-22T09:00:00+0100',
  1_700_000_000_000,
])('When a report says that it was at %j, then it is kept', async at => {
  const { at: of } = await control.world();
  expect((await control.call('POST', `${of}/agent-reports`, { agent: 'mine', at })).status).toBe(201);
});

test('When a report says all that the shape knows, then it is kept, and of what the agent holds only the number is told', async () => {
  const { at } = await control.world();
  const holds = [{ organisationId: 'a', clientId: 'b', secretFingerprint: 'AB'.repeat(32) }];
  const report = {
    agent: 'mine 1.0',
    at: '2026-11-22T09:00:00Z',
    command: 'sync',
    exit: 4,
    generation: 7,
    changed: true,
    durationMs: 12.5,
    requests: { token: 1, lists: 2, clients: 3, retries: 0 },
    plan: ['one line', { op: 'remove', organisationId: 'a', clientId: null, reason: 'left', standing: 'held' }],
    held: [{ guard: 'mass-exit', count: 2, digest: 'd1', approve: 'sims-agent approve d1' }],
    oldestCredentialAt: null,
    says: 'Two schools are held.',
  };
  const told = await control.call('POST', `${at}/agent-reports`, { ...report, holds });
  expect([told.status, told.value['report']]).toEqual([201, { ...report, holding: 1 }]);
});

test.each([
  [
    {},
    'In the body: The key "agent" is missing. Who says so: a name, and perhaps a version, such as "sims-agent 0.1.0"',
  ],
  [{ agent: '' }, 'In the body: "agent" must be some text, not "".'],
  [{ agent: 'mine', exit: 'fine' }, 'In the body: "exit" must be a whole number from 0 to 255 or null, not "fine".'],
  ...['not a date', '2026-13-01T00:00:00Z', '22/11/2026', '2026-11-22 09:00', 'Sun Nov 22 2026'].flatMap(at =>
    [{ at }, { oldestCredentialAt: at }].map((members): [object, string] => {
      const [[name]] = [Object.keys(members)];
      const orNull = name === 'at' ? '' : ' or null';
      const instant =
        'a whole number from 0 to 9007199254740991 or an instant in ISO 8601, such as "2026-11-22T09:00:00Z"';
      return [{ agent: 'mine', ...members }, `In the body: "${name}" must be ${instant}${orNull}, not "${at}".`];
    }),
  ),
  [
    { agent: 'mine', requests: { token: -1 } },
    'In the body at requests: "token" must be a whole number from 0 to 9007199254740991, not -1.',
  ],
  [
    { agent: 'mine', holds: [{ organisationId: 'a', clientId: 'b', secretFingerprint: 'abc' }] },
    'In the body at holds[0]: "secretFingerprint" must be 64 hex digits, HMAC-SHA-256 of the secret under SIMS_PROBE_KEY, not "abc".',
  ],
  [
    { agent: 'mine', held: [{ count: 1 }] },
    'In the body at held: The key "guard" is missing. What held it back, such as mass-exit',
  ],
])('When a report is %j, then the member at fault is told', async (report, message) => {
  const told = await control.call('POST', '/api/worlds/default/agent-reports', report);
  expect(refused(told)).toEqual([422, 'CONTROL_BAD_BODY', message]);
});
