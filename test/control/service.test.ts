import { expect, test } from 'vitest';
import { SWITCH_NAMES } from '../../mock-server/switches/index.js';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When the ready record is asked for, then it is the one that code gets', async () => {
  const told = await control.get('/api/info');
  expect(told.status).toBe(200);
  expect(told.value).toEqual(control.harness.ready);
  expect(Object.keys(told.value)).toEqual([
    'stsUrl',
    'tokenUrl',
    'rapUrl',
    'controlUrl',
    'controlToken',
    'consoleUrl',
    'applicationId',
    'clientId',
    'clientSecret',
    'organisationIds',
    'world',
    'scenario',
    'seed',
    'caFile',
    'proxyUrl',
  ]);
});

test('When the record of another world is asked for, then its addresses carry the prefix', async () => {
  const { id } = await control.world({ world: 'academy-trust' });
  const { value } = await control.get(`/api/info?world=${id}`);
  expect(value['world']).toBe('academy-trust');
  expect(value['tokenUrl']).toBe(`${control.harness.ready.stsUrl}/~${id}/connect/token`);
});

test('When the record of a world that is not there is asked for, then the nearest is named', async () => {
  expect(refused(await control.get('/api/info?world=defautl'))).toEqual([
    404,
    'CONTROL_UNKNOWN_WORLD',
    'There is no world "defautl". Did you mean "default"?',
  ]);
});

test('When health is asked for, then it is well', async () => {
  const { status, value, headers } = await control.get('/api/health');
  expect([status, value['status'], value['eventReaders']]).toEqual([200, 'ok', 0]);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

test('When the switches are asked for, then every one is told with its values and facts', async () => {
  const { value } = await control.get('/api/switches');
  const table = value as unknown as { name: string; facts: string[]; allowed: string; says: string; default: string }[];
  expect(table.map(({ name }) => name)).toEqual(SWITCH_NAMES);
  expect(table.find(({ name }) => name === 'rap.guidCase')).toEqual({
    name: 'rap.guidCase',
    says: 'Letter case of organisation ids in rows.',
    allowed: 'upper | lower | mixed',
    default: 'upper',
    facts: ['RAP-14'],
  });
});
