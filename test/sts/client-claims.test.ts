import { describe, expect, test } from 'vitest';
import { ask, listSites, postForm, tokenFor } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, OWN_ORGANISATION, VENDOR } from '../support/small-world.js';

const mock = await startMock();
type Times = { nbf: number; exp: number };

describe('sts.clientClaims', () => {
  test('When it is a map, then its claims stand between client_id and scope, in its order [JWT-10, JWT-11]', async () => {
    const world = await mock.with({ 'sts.clientClaims': 'zone=eu=1,organisationid,plan=Ó "gold"' });
    const { payload, claims } = readJwt(await tokenFor(world, OAKFIELD, 'rapapi'));
    const { nbf } = claims as Times;
    const iss = world.ready.stsUrl;
    expect(payload).toBe(
      `{"iss":"${iss}","aud":"${iss}/resources","exp":${nbf + 3600},"nbf":${nbf},"client_id":"${OAKFIELD.clientId}",` +
        `"client_zone":"eu=1","client_organisationid":"${OAKFIELD.organisationId}","client_plan":"Ó \\"gold\\"","scope":"rapapi"}`,
    );
    expect(world.journal.list()[0]?.switches).toEqual(['sts.clientClaims=zone=eu=1,organisationid,plan=Ó "gold"']);
  });

  test("When a partner asks, then the organisation is the partner's own, spelt as in the list [JWT-11, RAP-14]", async () => {
    const world = await mock.with({ 'sts.clientClaims': 'OrganisationId', 'rap.guidCase': 'lower' });
    expect(readJwt(await tokenFor(world)).claims['client_OrganisationId']).toBe(OWN_ORGANISATION.toLowerCase());
  });

  test('When it is none, then there are six members [JWT-02, JWT-11]', async () => {
    expect(Object.keys(readJwt(await tokenFor(mock)).claims)).toHaveLength(6);
  });

  test('When a token carries claims, then RAP takes it, and validation prints them in payload order [JWT-10, END-05]', async () => {
    const world = await mock.with({ 'sts.clientClaims': 'plan=gold' });
    const token = await tokenFor(world);
    expect((await listSites(world, token)).status).toBe(200);
    const reply = await postForm(`${world.ready.stsUrl}/connect/accessTokenValidation`, { token });
    expect(reply.body).toBe(readJwt(token).payload);
  });

  test('When it is turned within one second, then the next token has it [JWT-11, JWT-12]', async () => {
    const world = await mock.fresh();
    const before = await tokenFor(world);
    world.set({ 'sts.clientClaims': 'plan=gold' });
    expect(readJwt(await tokenFor(world)).claims['client_plan']).toBe('gold');
    world.set({ 'sts.clientClaims': 'none' });
    expect(await tokenFor(world)).toBe(before);
  });
});

describe('sts.jti', () => {
  test('When it is on, then an id stands last, and no two tokens of a second are alike [JWT-03, JWT-12]', async () => {
    const world = await mock.with({ 'sts.jti': 'on', 'sts.clientClaims': 'plan=gold' });
    const [first, second] = [await tokenFor(world), await tokenFor(world)];
    expect(Object.keys(readJwt(first).claims)).toEqual([
      'iss',
      'aud',
      'exp',
      'nbf',
      'client_id',
      'client_plan',
      'scope',
      'jti',
    ]);
    expect(readJwt(first).claims['jti']).toMatch(/^[0-9a-f]{32}$/);
    expect(readJwt(second).claims['jti']).not.toBe(readJwt(first).claims['jti']);
    expect(world.journal.list()[0]?.switches).toEqual(['sts.jti=on', 'sts.clientClaims=plan=gold']);
    expect((await listSites(world, second)).status).toBe(200);
  });

  test('When it is off, then there is none, and two tokens of a second are the same bytes [JWT-03, JWT-12]', async () => {
    const world = await mock.with({ 'sts.jti': 'off' });
    const token = await tokenFor(world, VENDOR);
    expect(readJwt(token).claims).not.toHaveProperty('jti');
    expect(await tokenFor(world, VENDOR)).toBe(token);
  });
});

describe('sts.validationTimes', () => {
  const validate = async (times: string) => {
    const world = await mock.with({ 'sts.validationTimes': times });
    const token = await tokenFor(world);
    const reply = await ask(`${world.ready.stsUrl}/connect/accessTokenValidation?token=${token}`);
    return { world, reply, payload: readJwt(token).payload, ...(readJwt(token).claims as Times) };
  };

  test('When it is strings, then exp and nbf are texts in the same place [END-05]', async () => {
    const { world, reply, payload, exp, nbf } = await validate('strings');
    expect(reply.body).toBe(payload.replace(`"exp":${exp},"nbf":${nbf}`, `"exp":"${exp}","nbf":"${nbf}"`));
    expect(reply.headers['cache-control']).toBe('no-store, no-cache, max-age=0, private');
    expect(world.journal.list().at(-1)?.switches).toEqual(['sts.validationTimes=strings']);
  });

  test('When it is numbers, then the answer is the payload [END-05]', async () => {
    const { world, reply, payload } = await validate('numbers');
    expect(reply.body).toBe(payload);
    expect(world.journal.list().at(-1)?.switches).toBeUndefined();
  });
});
