import { expect, test } from 'vitest';
import type { World } from '../../mock-server/world/index.js';
import { ask, fieldsOf, postForm } from '../support/ask.js';
import { type Members, refused, startControl } from './arrange.js';

const control = await startControl();

/** A world in whose journal there are a discovery, a refused token and a list without a token. */
async function busyWorld() {
  const { at, ready } = await control.world();
  await ask(`${ready['stsUrl']}/.well-known/openid-configuration`);
  const wrong = { clientId: String(ready['clientId']), secret: 'W%2Bong_secret_1' };
  await postForm(String(ready['tokenUrl']), fieldsOf(wrong, 'partner-read'));
  await ask(`${ready['rapUrl']}/api/v1/partner/${ready['applicationId']}/GetSiteByApplication`);
  return { at, ready };
}

const numbers = ({ exchanges }: Members) => (exchanges as { number: number }[]).map(({ number }) => number);

test('When the journal is read, then every exchange is there with what it was about, secrets as fingerprints', async () => {
  const { at, ready } = await busyWorld();
  const { value, body } = await control.get(`${at}/journal`);
  expect(value['next']).toBe(3);
  expect(value['exchanges']).toMatchObject([
    { number: 1, operation: 'sts.discovery', status: 200 },
    {
      number: 2,
      operation: 'sts.token',
      status: 400,
      clientId: ready['clientId'],
      authentication: 'body',
      secret: expect.stringMatching(/^#/),
    },
    { number: 3, operation: 'rap.sites', status: 401, applicationId: ready['applicationId'], why: expect.any(String) },
  ]);
  expect(body).not.toContain('W%2Bong_secret_1');
});

test.each([
  ['', [1, 2, 3]],
  ['?since=1', [2, 3]],
  ['?service=sts', [1, 2]],
  ['?operation=sts.token', [2]],
  ['?status=401', [3]],
  ['?service=sts&status=401', []],
  ['?organisationId=nobody', []],
  ['?statusClass=4xx', [2, 3]],
  ['?statusClass=none', []],
  ['?fault=none', [1, 2, 3]],
  ['?fault=any', []],
  ['?text=GETSITE', [3]],
  ['?text=rap.sites&service=sts', []],
  ['?school=nobody', []],
  ['?limit=2', [2, 3]],
  ['?since=0&limit=2', [1, 2]],
])('When the journal is asked with "%s", then the exchanges %j come and are counted so', async (query, wanted) => {
  const { at } = await busyWorld();
  const { value } = await control.get(`${at}/journal${query}`);
  expect(numbers(value)).toEqual(wanted);
  if (!query.includes('limit')) {
    expect((await control.get(`${at}/journal/count${query}`)).value).toEqual({ count: wanted.length });
  }
});

test('When exchanges of a school are asked for by a part of its name, then those of its organisation and of its clients come', async () => {
  const { at, ready } = await control.world();
  const { sites, installations } = (await control.get(at)).value as unknown as World;
  const [school, other] = sites.filter(({ kind }) => kind === 'school');
  const client = installations.find(({ site }) => site === school?.key)?.clients[0];
  const rap = `${ready['rapUrl']}/api/v1/partner/${ready['applicationId']}`;
  await ask(`${rap}/${school?.organisationId}/Clients`);
  await ask(`${rap}/${other?.organisationId}/Clients`);
  await postForm(String(ready['tokenUrl']), fieldsOf({ clientId: client?.clientId ?? '', secret: 'x' }, 'partner'));
  const inName = String(school?.name).slice(1, -1).toUpperCase();
  for (const wanted of [inName, school?.key, school?.organisationId]) {
    const { value } = await control.get(`${at}/journal/numbers?school=${encodeURIComponent(wanted ?? '')}`);
    expect(value).toEqual({ numbers: [1, 3], next: 3 });
  }
});

test('When names are asked for, then schools and partner come by what people call them', async () => {
  const { at, ready } = await busyWorld();
  const [, school] = ready['organisationIds'] as string[];
  await ask(`${ready['rapUrl']}/api/v1/partner/${ready['applicationId']}/${school}/Clients`);
  const { sites, partners } = (await control.get(at)).value as unknown as World;
  const { value } = await control.get(`${at}/journal?with=names`);
  expect(value['names']).toEqual({
    [String(school)]: sites.find(({ organisationId }) => organisationId === school?.toUpperCase())?.name,
    [String(ready['clientId'])]: partners[0]?.name,
  });
});

test('When a reader goes on with what it was told, then it sees every exchange once', async () => {
  const { at } = await busyWorld();
  const first = await control.get(`${at}/journal?since=0&limit=2`);
  const second = await control.get(`${at}/journal?since=${first.value['next']}&limit=2`);
  const third = await control.get(`${at}/journal?since=${second.value['next']}&limit=2`);
  expect([first, second, third].map(({ value }) => numbers(value))).toEqual([[1, 2], [3], []]);
});

test('When one exchange is asked for, then it comes; one that is not there is refused', async () => {
  const { at } = await busyWorld();
  expect((await control.get(`${at}/journal/2`)).value).toMatchObject({ number: 2, operation: 'sts.token' });
  expect(refused(await control.get(`${at}/journal/9`))).toEqual([
    404,
    'CONTROL_UNKNOWN_EXCHANGE',
    'There is no exchange 9 in the journal. The newest is 3.',
  ]);
  expect(refused(await control.get(`${at}/journal/last`))).toEqual([
    400,
    'CONTROL_BAD_NUMBER',
    '"last" is no number of an exchange: they count from 1.',
  ]);
});

test('When the journal is emptied, then nothing is left of it', async () => {
  const { at } = await busyWorld();
  expect((await control.call('DELETE', `${at}/journal`)).status).toBe(204);
  expect((await control.get(`${at}/journal`)).value).toEqual({ exchanges: [], next: 0 });
  expect((await control.get(`${at}/journal/1`)).value['message']).toContain('The journal is empty.');
});

test.each([
  ['?sttus=400', 'In the query: Unknown key "sttus". Did you mean "status"?'],
  ['?status=4xx', 'In the query: "status" must be a whole number from 100 to 599, not "4xx".'],
  ['?status=400&status=401', 'In the query: "status" must be a whole number from 100 to 599, not a list.'],
  ['?service=sst', 'In the query: "service" must be one of "sts", "rap", "proxy", not "sst". Did you mean "sts"?'],
  ['?operation=rap.client', 'Did you mean "rap.clients"?'],
  ['?limit=0', '"limit" must be a whole number from 1 to 10000, not 0.'],
  ['?since=-1', '"since" must be a whole number from 0'],
])('When the journal is asked with "%s", then the query is refused', async (query, message) => {
  expect(refused(await control.get(`/api/worlds/default/journal${query}`))).toEqual([
    400,
    'CONTROL_BAD_QUERY',
    expect.stringContaining(message),
  ]);
});
