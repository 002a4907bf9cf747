import { expect, test, vi } from 'vitest';
import { ask } from '../support/ask.js';
import { startControl } from './arrange.js';
import { readEvents } from './event-reader.js';

const control = await startControl();
const urlOf = (at: string) => `${control.harness.ready.controlUrl}${at}/events`;
const readers = async () => (await control.get('/api/health')).value['eventReaders'];

test('When a world moves, then its readers are told what happened, in the spelling of a scenario and in English', async () => {
  const { at } = await control.world();
  const events = await readEvents(urlOf(at));
  expect(events.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  await control.call('POST', `${at}/changes`, {
    'secret.reissued': { site: 'oakfield', secret: 'A+very/chosen=secret' },
  });
  const { data, id } = await events.next('change');
  expect(id).toMatch(/^[0-9a-f]{8}-1$/);
  expect(data).toMatchObject({
    version: 2,
    cause: 'control api',
    changes: [{ 'secret.reissued': { site: 'oakfield', secret: expect.stringMatching(/^#[0-9a-f]{12}$/) } }],
    says: [expect.stringMatching(/^Oakfield .* secret is replaced by a new one$/)],
  });
  events.leave();
});

test('When clock, switches, steps, requests, reports and resets come, then each is an event', async () => {
  const { at, ready } = await control.world();
  const steps = [{ name: 'go', on: { manual: true } }];
  await control.call('PUT', `${at}/scenario`, { id: 'mine', title: 'Mine', tells: 'One step.', steps });
  const events = await readEvents(urlOf(at));
  await control.call('POST', `${at}/clock/advance`, { by: '1m' });
  expect((await events.next('clock')).data['at']).toEqual(expect.any(Number));
  await control.call('PUT', `${at}/switches`, { 'rap.order': 'shuffled' });
  expect((await events.next('switches')).data['set']).toEqual({ 'rap.order': 'shuffled' });
  await control.call('POST', `${at}/scenario/steps/go`);
  expect((await events.next('step')).data['step']).toBe('go');
  await ask(`${ready['stsUrl']}/.well-known/jwks`);
  expect((await events.next('exchange')).data['exchange']).toMatchObject({ number: 1, operation: 'sts.jwks' });
  await control.call('POST', `${at}/agent-reports`, { agent: 'mine', added: 1 });
  expect((await events.next('agent-report')).data['report']).toEqual({ agent: 'mine', added: 1 });
  await control.call('PUT', at, (await control.get(at)).body);
  expect((await events.next('replaced')).data['version']).toBe(1);
  await control.call('POST', `${at}/reset`);
  expect((await events.next('reset')).data['at']).toEqual(expect.any(Number));
  events.leave();
});

test('When two worlds have readers, then each hears of its own only', async () => {
  const [one, two] = [await control.world(), await control.world()];
  const [first, second] = [await readEvents(urlOf(one.at)), await readEvents(urlOf(two.at))];
  await control.call('POST', `${one.at}/changes`, { 'site.removed': { site: 'oakfield' } });
  await control.call('POST', `${two.at}/changes`, { 'signingKey.rolled': {} });
  expect((await first.next('change')).data['changes']).toEqual([{ 'site.removed': { site: 'oakfield' } }]);
  expect((await second.next('change')).data['changes']).toEqual([{ 'signingKey.rolled': {} }]);
  first.leave();
  second.leave();
});

test('When a reader comes back, then it is told what it missed, once', async () => {
  const { at } = await control.world();
  const roll = () => control.call('POST', `${at}/changes`, { 'signingKey.rolled': {} });
  const before = await readEvents(urlOf(at));
  await roll();
  const { id } = await before.next('change');
  before.leave();
  await roll();
  await roll();
  // What it asked for at first is repeated by browsers; what it saw last counts.
  const again = await readEvents(`${urlOf(at)}?since=0`, { 'last-event-id': String(id) });
  expect((await again.next('change')).data['version']).toBe(3);
  expect((await again.next('change')).data['version']).toBe(4);
  await roll();
  expect((await again.next('change')).data['version']).toBe(5);
  again.leave();
});

test.each(['ffffffff-7', 'nonsense'])(
  'When a reader comes back with the unknown id %s, then it is told of a gap',
  async id => {
    const { at } = await control.world();
    const events = await readEvents(urlOf(at), { 'last-event-id': id });
    expect((await events.next('gap')).data['message']).toBe('Some events were missed: read the state anew.');
    events.leave();
  },
);

test('When a reader names the last exchange it knows, then it hears of those that followed', async () => {
  const { at, ready } = await control.world();
  for (const path of ['jwks', 'openid-configuration', 'jwks']) await ask(`${ready['stsUrl']}/.well-known/${path}`);
  const events = await readEvents(`${urlOf(at)}?since=1`);
  expect((await events.next('exchange')).data['exchange']).toMatchObject({ number: 2 });
  expect((await events.next('exchange')).data['exchange']).toMatchObject({ number: 3 });
  events.leave();
});

test('When a reader goes, then nothing is kept for it', async () => {
  const { at } = await control.world();
  await vi.waitFor(async () => expect(await readers()).toBe(0));
  const events = await readEvents(urlOf(at));
  expect(await readers()).toBe(1);
  events.leave();
  await vi.waitFor(async () => expect(await readers()).toBe(0));
});

test('When a world is deleted, then its readers are let go', async () => {
  const { at } = await control.world();
  const events = await readEvents(urlOf(at));
  await control.call('DELETE', at);
  await expect(events.next('never')).rejects.toThrow();
});

test('When the events of a world that is not there are asked for, then the answer is a plain refusal', async () => {
  const told = await control.get('/api/worlds/defualt/events');
  expect([told.status, told.value['code']]).toEqual([404, 'CONTROL_UNKNOWN_WORLD']);
});
