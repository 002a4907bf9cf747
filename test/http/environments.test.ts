import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import type { World, WorldHandle } from '../../mock-server/index.js';
import { ask, brief, postForm, type Reply, whyOf } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';

const mock = await startMock();
const fresh = () => mock.fresh(buildWorld('both-environments'));

type Variables = Readonly<Record<string, string>>;
const LIVE_RAP = { host: 'rap.sims.co.uk' };
const PARTNER_STS = { host: 'simsid-partner-stsserver.azurewebsites.net' };

function askAs(who: Variables, at: Variables = who, headers: Record<string, string> = {}): Promise<Reply> {
  return postForm(
    at['SIMS_TOKEN_URL'] ?? '',
    {
      grant_type: 'client_credentials',
      client_id: who['SIMS_CLIENT_ID'] ?? '',
      client_secret: who['SIMS_CLIENT_SECRET'] ?? '',
      scope: 'partner-read',
    },
    headers,
  );
}

async function tokenAs(who: Variables): Promise<string> {
  const reply = await askAs(who);
  if (reply.status !== 200) throw new Error(`arrange: no token, but ${reply.status}`);
  return String(JSON.parse(reply.body).access_token);
}

function list(world: Variables, token: string, headers: Record<string, string> = {}): Promise<Reply> {
  const url = `${world['SIMS_RAP_URL']}/api/v1/partner/${world['SIMS_APPLICATION_ID']}/GetSiteByApplication`;
  return ask(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
}

/** The partner's half of it, as a world of its own. */
function partnerOnly(world: World): World {
  const partners = world.partners.filter(({ environment }) => environment === 'partner');
  const applications = world.applications.filter(({ partner }) => partners.some(({ key }) => key === partner));
  const installations = world.installations.filter(i => applications.some(({ id }) => id === i.application));
  return { ...world, partners, applications, installations };
}

const both = (world: WorldHandle) => ({ live: world.variables('live'), partner: world.variables('partner') });

test('When a world has the partner environment only, then it is entered by the addresses of that one [HOST-10]', async () => {
  const world = await mock.fresh(partnerOnly((await fresh()).world()));
  const variables = world.variables();
  expect(variables['SIMS_TOKEN_URL']).toBe(`${mock.ready.stsUrl}/~${world.id}.partner/connect/token`);
  expect((await list(variables, await tokenAs(variables))).status).toBe(200);
});

describe('a world with the live and the partner environment', () => {
  test('When each is asked with its own, then each answers with its own schools', async () => {
    const { live, partner } = both(await fresh());
    const [ofLive, ofPartner] = [await list(live, await tokenAs(live)), await list(partner, await tokenAs(partner))];
    expect([JSON.parse(ofLive.body).length, JSON.parse(ofPartner.body).length]).toEqual([4, 3]);
  });

  test.each([
    ['live', 'partner'],
    ['partner', 'live'],
  ] as const)(
    'When a client of the %s environment asks the STS of the %s one, then it is unknown and the journal names the mix-up [HOST-09, HOST-10]',
    async (home, abroad) => {
      const world = await fresh();
      const variables = both(world);
      expect(brief(await askAs(variables[home], variables[abroad]))).toBe('400 {"error":"invalid_client"}');
      expect(whyOf(world)).toBe(
        `this is a client of the ${home} environment, and this is the ${abroad} one: take both addresses and the credentials from the same`,
      );
    },
  );

  test.each([
    ['live', 'partner'],
    ['partner', 'live'],
  ] as const)(
    'When a token of the %s environment is shown to the RAP of the %s one, then it is refused and the journal names the mix-up [HOST-10, JWT-04]',
    async (home, abroad) => {
      const world = await fresh();
      const variables = both(world);
      const reply = await list(variables[abroad], await tokenAs(variables[home]));
      expect(reply.status).toBe(401);
      expect(whyOf(world)).toContain(`a token of the ${home} environment at the RAP of the ${abroad} one`);
    },
  );

  test('When an application of the other environment is asked for, then the journal says whose it is [HOST-10, RAP-41]', async () => {
    const world = await fresh();
    const { live, partner } = both(world);
    const reply = await list(
      { ...live, SIMS_APPLICATION_ID: partner['SIMS_APPLICATION_ID'] ?? '' },
      await tokenAs(live),
    );
    expect(reply.status).toBe(403);
    expect(whyOf(world)).toBe('this is an application of the partner environment, and this is the live one');
  });
});

describe("the vendor's own host names", () => {
  test('When the Host header names the partner STS, then its environment answers and its address is the issuer [HOST-05, JWT-04]', async () => {
    const world = await fresh();
    const { live, partner } = both(world);
    expect((await askAs(live, live, PARTNER_STS)).status).toBe(400);
    const reply = await askAs(partner, live, PARTNER_STS);
    expect(readJwt(JSON.parse(reply.body).access_token).claims['iss']).toBe(`https://${PARTNER_STS.host}/~${world.id}`);
  });

  test('When STS and RAP are both reached by their live names, then the token is good [HOST-01, HOST-02]', async () => {
    const world = await fresh();
    const { live } = both(world);
    const reply = await askAs(live, live, { host: 'sts.sims.co.uk' });
    const token = String(JSON.parse(reply.body).access_token);
    expect((await list(live, token, LIVE_RAP)).status).toBe(200);
    expect((await list(live, token)).status).toBe(401);
  });

  test('When discovery is asked by the live name, then every address in it is one of the live STS [DISC-03]', async () => {
    const world = await fresh();
    const url = `${world.ready.stsUrl}/.well-known/openid-configuration`;
    const { body } = await ask(url, { headers: { host: 'STS.sims.co.uk:443' } });
    const { issuer, token_endpoint: token } = JSON.parse(body);
    expect([issuer, token]).toEqual([
      `https://sts.sims.co.uk/~${world.id}`,
      `https://sts.sims.co.uk/~${world.id}/connect/token`,
    ]);
  });
});

describe('sts.issuer', () => {
  test('When an issuer is set, then tokens and discovery name it, and RAP takes no other [JWT-04]', async () => {
    const world = await fresh();
    const { live } = both(world);
    const before = await tokenAs(live);
    world.set({ 'sts.issuer': 'https://sts.example' });
    const after = await tokenAs(live);
    expect(readJwt(after).claims).toMatchObject({ iss: 'https://sts.example', aud: 'https://sts.example/resources' });
    expect([(await list(live, after)).status, (await list(live, before)).status]).toEqual([200, 401]);
  });
});
