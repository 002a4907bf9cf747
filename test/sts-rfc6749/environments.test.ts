import { expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { ask, postForm, type Reply, whyOf } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';

/** Worlds and environments stay apart at the token server by the RFCs as at the other one. */

const mock = await startMock({ sts: 'rfc6749' });
const fresh = () => mock.fresh(buildWorld('both-environments'));

type Variables = Readonly<Record<string, string>>;

function askAs(who: Variables, at: Variables = who, headers: Record<string, string> = {}): Promise<Reply> {
  const fields = {
    grant_type: 'client_credentials',
    client_id: who['SIMS_CLIENT_ID'] ?? '',
    client_secret: who['SIMS_CLIENT_SECRET'] ?? '',
    scope: 'partner-read',
  };
  return postForm(at['SIMS_TOKEN_URL'] ?? '', fields, headers);
}

async function statusAt(rap: Variables, token: string, headers: Record<string, string> = {}): Promise<number> {
  const url = `${rap['SIMS_RAP_URL']}/api/v1/partner/${rap['SIMS_APPLICATION_ID']}/GetSiteByApplication`;
  return (await ask(url, { headers: { authorization: `Bearer ${token}`, ...headers } })).status;
}

const tokenIn = ({ body }: Reply): string => JSON.parse(body).access_token;

test('When each environment is asked with its own, then each has an issuer of its own, and RAP tells them apart', async () => {
  const world = await fresh();
  const [live, partner] = [world.variables('live'), world.variables('partner')];
  const tokens = [tokenIn(await askAs(live)), tokenIn(await askAs(partner))] as const;
  const issuers = tokens.map(token => String(readJwt(token).claims['iss']));
  expect(issuers).toEqual([live, partner].map(v => v['SIMS_TOKEN_URL']?.replace('/connect/token', '')));
  expect([await statusAt(live, tokens[0]), await statusAt(partner, tokens[1])]).toEqual([200, 200]);
  expect([await statusAt(live, tokens[1]), await statusAt(partner, tokens[0])]).toEqual([401, 401]);
});

test.each([
  ['live', 'partner'],
  ['partner', 'live'],
] as const)(
  'When a client of the %s environment asks the %s one, then it is unknown, and the mix-up is named',
  async (home, abroad) => {
    const world = await fresh();
    const reply = await askAs(world.variables(home), world.variables(abroad));
    expect([reply.status, JSON.parse(reply.body).error]).toEqual([401, 'invalid_client']);
    expect(whyOf(world)).toContain(`this is a client of the ${home} environment, and this is the ${abroad} one`);
  },
);

test('When it is asked by the vendor’s host name, then tokens and discovery name that host', async () => {
  const world = await fresh();
  const live = world.variables('live');
  const token = tokenIn(await askAs(live, live, { host: 'sts.sims.co.uk' }));
  const issuer = `https://sts.sims.co.uk/~${world.id}`;
  expect(readJwt(token).claims['iss']).toBe(issuer);
  const url = `${world.ready.stsUrl}/.well-known/openid-configuration`;
  const document = JSON.parse((await ask(url, { headers: { host: 'sts.sims.co.uk' } })).body);
  expect([document.issuer, document.token_endpoint]).toEqual([issuer, `${issuer}/connect/token`]);
  expect(await statusAt(live, token, { host: 'rap.sims.co.uk' })).toBe(200);
  expect(await statusAt(live, token)).toBe(401);
});

test('When an issuer is set, then tokens and discovery name it, and the addresses stay where they are', async () => {
  const world = await mock.with({ 'sts.issuer': 'https://sts.example/id' }, buildWorld('both-environments'));
  const live = world.variables('live');
  const token = tokenIn(await askAs(live));
  expect(readJwt(token).claims).toMatchObject({
    iss: 'https://sts.example/id',
    aud: 'https://sts.example/id/resources',
  });
  const document = JSON.parse((await ask(`${world.ready.stsUrl}/.well-known/openid-configuration`)).body);
  expect(document).toMatchObject({ issuer: 'https://sts.example/id', token_endpoint: live['SIMS_TOKEN_URL'] });
  expect(await statusAt(live, token)).toBe(200);
});

test('When a client of one world asks another, then the other world is named', async () => {
  const [home, abroad] = [await mock.fresh(buildWorld('three-schools', { seed: 5 })), await fresh()];
  await askAs(home.variables(), abroad.variables());
  expect(whyOf(abroad)).toBe(`this is a client of another environment, the world "${home.id}"`);
});
