import { expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When a fault stands, then it strikes until it is taken away', async () => {
  const { at, ready } = await control.world();
  const discovery = `${ready['stsUrl']}/.well-known/openid-configuration`;
  await control.call('PUT', `${at}/faults`, {
    on: { request: 'sts.discovery' },
    fault: { kind: 'status', status: 503 },
  });
  const struck = [(await ask(discovery)).status, (await ask(discovery)).status];
  expect((await control.call('DELETE', `${at}/faults`)).status).toBe(204);
  expect([...struck, (await ask(discovery)).status]).toEqual([503, 503, 200]);
});

test('When the standing faults are asked for, then they can be put back as they are', async () => {
  const { at } = await control.world();
  const set = await control.call('PUT', `${at}/faults`, [
    {
      name: 'slow',
      on: { request: 'rap.clients', site: 'oakfield', nth: 2 },
      fault: { kind: 'delay', for: '3s' },
      times: 2,
    },
    { on: { request: 'any', chance: 0.5 }, fault: { kind: 'hang' } },
  ]);
  expect(set.value).toEqual([
    {
      name: 'slow',
      on: { request: 'rap.clients', nth: 2, every: 1, site: 'oakfield' },
      fault: { kind: 'delay', for: '3s' },
      times: 2,
    },
    {
      name: 'fault-2',
      on: { request: 'any', nth: 1, every: 1, chance: 0.5 },
      fault: { kind: 'hang' },
      times: 'always',
    },
  ]);
  const again = await control.call('PUT', `${at}/faults`, (await control.get(`${at}/faults`)).body);
  expect(again.body).toBe(set.body);
});

test.each([
  [{ on: { request: 'rap.client' }, fault: { kind: 'reset' } }, 'In the body at [0].on: "request" must be one of'],
  [{ on: { request: 'rap.clients' }, fault: { kind: 'dealy', for: '3s' } }, 'Did you mean "delay"?'],
  [
    { on: { request: 'rap.clients' }, falt: { kind: 'reset' } },
    'In the body at [0]: Unknown key "falt". Did you mean "fault"?',
  ],
  [[{ on: { request: 'any' } }], 'The key "fault" is missing.'],
  [
    [
      { on: { request: 'any' }, fault: { kind: 'reset' } },
      { on: { request: 'rap.clients', site: 'oakfeld' }, fault: { kind: 'reset' } },
    ],
    'In the body at [1].on: There is no school "oakfeld" in the world "three-schools". Did you mean "oakfield"?',
  ],
])('When %j is set as a fault, then what to mend is told', async (body, message) => {
  const told = await control.call('PUT', '/api/worlds/default/faults', body);
  expect(refused(told)).toEqual([422, 'CONTROL_BAD_BODY', expect.stringContaining(message)]);
});
