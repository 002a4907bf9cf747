import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, askToken, basic, postForm } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, RIVERSIDE, RIVERSIDE_DEX, VENDOR } from '../support/small-world.js';

/** All switches of the token server at once, and all sorts of requests: whatever meets, there is one proper answer. */

const mock = await startMock();
const RUNS = { numRuns: 150 };

const switches = fc.record(
  {
    'sts.profile': fc.constantFrom('is3', 'is4'),
    'sts.vendorPrefix': fc.constantFrom('own', 'vms_', 'a%2B+'),
    'sts.vendorScopes': fc.constantFrom('own', 'partner-read', 'x y'),
    'sts.schoolScopes': fc.constantFrom('own', 'rapapi'),
    'sts.orgSelected': fc.constantFrom('require-dex', 'ignore', 'require-match'),
    'sts.clientClaims': fc.constantFrom('none', 'organisationid', 'a=b,organisationid'),
    'sts.jti': fc.constantFrom('off', 'on'),
    'sts.basicDecoding': fc.constantFrom('both', 'raw', 'decoded'),
    'sts.basicAmbiguity': fc.constantFrom('raw-wins', 'decoded-wins', 'refuse'),
    'sts.basicLengthOn': fc.constantFrom('wire', 'each-reading'),
    'sts.clientIdCase': fc.constantFrom('ordinal', 'ignore'),
    'sts.clientCacheSeconds': fc.constantFrom('0', '60'),
    'sts.lockout': fc.constantFrom('off', 'after:1', 'after:2'),
    'sts.invalidClientStatus': fc.constantFrom('400', '401-basic'),
    'sts.errorCacheHeaders': fc.constantFrom('none', 'private', 'no-store'),
    'sts.validationTimes': fc.constantFrom('numbers', 'strings'),
  },
  { requiredKeys: [] },
);

const credential = fc.record({
  who: fc.constantFrom(VENDOR, OAKFIELD, RIVERSIDE, RIVERSIDE_DEX, { clientId: 'nobody', secret: 'x' }),
  right: fc.boolean(),
  shout: fc.boolean(),
  encode: fc.boolean(),
  where: fc.constantFrom('body', 'header', 'both', 'neither'),
});
const scope = fc.constantFrom(undefined, '', 'partner-read', 'rapapi', 'partnerserverapplication', 'x', 'nothing');

test('When any switches meet any requests, then a token names who asked and is good, or a refusal has its form [STS-30, STS-31, STS-41, CA-13, ALT-07]', async () => {
  await fc.assert(
    fc.asyncProperty(
      switches,
      fc.array(fc.tuple(credential, scope), { minLength: 1, maxLength: 4 }),
      async (set, all) => {
        const world = await mock.fresh(undefined, { switches: set });
        const prefix = world.ready.clientId.slice(0, -36);
        for (const [{ who, right, shout, encode, where }, wanted] of all) {
          const own = who === VENDOR ? who.clientId.replace('vmc-', prefix) : who.clientId;
          const id = shout ? own.toUpperCase() : own;
          const secret = right ? who.secret : 'wrong';
          const fields = {
            grant_type: 'client_credentials',
            ...(wanted !== undefined && { scope: wanted }),
            ...(['body', 'both'].includes(where) && { client_id: id, client_secret: secret }),
          };
          const halves = (encode ? [id, secret].map(encodeURIComponent) : [id, secret]) as [string, string];
          const header = ['header', 'both'].includes(where) ? basic(...halves) : undefined;
          const reply = await askToken(world, fields, header);
          const about = JSON.parse(reply.body);
          if (reply.status !== 200) {
            expect([400, 401]).toContain(reply.status);
            expect(Object.keys(about)).toEqual(['error']);
            expect(reply.status === 401 && about.error !== 'invalid_client').toBe(false);
            continue;
          }
          expect(right && where !== 'neither').toBe(true);
          expect(readJwt(about.access_token).claims['client_id']).toBe(own);
          if (set['sts.profile'] !== 'is4') {
            const url = `${world.ready.stsUrl}/connect/accessTokenValidation`;
            expect((await postForm(url, { token: about.access_token })).status).toBe(200);
          }
        }
        expect((await ask(`${world.ready.stsUrl}/.well-known/openid-configuration`)).status).toBe(200);
      },
    ),
    RUNS,
  );
});
