import { describe, expect, test } from 'vitest';
import { askToken, brief, fieldsOf, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, RIVERSIDE, RIVERSIDE_DEX } from '../support/small-world.js';

const mock = await startMock();
const dex = fieldsOf(RIVERSIDE_DEX, 'partnerserverapplication');
const school = fieldsOf(RIVERSIDE, 'rapapi');
const OWN = `orgselected:${RIVERSIDE.organisationId}`;
const OTHER = `orgselected:${OAKFIELD.organisationId}`;
const REFUSED = '400 {"error":"invalid_request"}';
const modes = {
  'require-dex': mock.fresh(),
  ignore: mock.with({ 'sts.orgSelected': 'ignore' }),
  'require-match': mock.with({ 'sts.orgSelected': 'require-match' }),
};

const MALFORMED = [
  '',
  'orgselected',
  'orgselected:',
  'orgselected:4711',
  `orgselected:{${RIVERSIDE.organisationId}}`,
  `orgselected: ${RIVERSIDE.organisationId}`,
  RIVERSIDE.organisationId,
  'idp:x tenant:y',
];

describe('the partner’s own client', () => {
  test.each([undefined, OWN, 'orgselected:none', 'x'.repeat(400)])(
    'When acr_values is %s, then it makes no difference [PROD-03, ACR-02, ACR-03, ACR-04, STS-24, TOK-02]',
    async acr_values => {
      for (const world of Object.values(modes)) {
        const fields = { ...vendorFields, ...(acr_values !== undefined && { acr_values }) };
        expect((await askToken(await world, fields)).status).toBe(200);
      }
    },
  );
});

describe('a DeX client', () => {
  test.each([OWN, OWN.toLowerCase(), `idp:x ${OWN}`, `${OWN} orgselected:bad`])(
    'When acr_values is %s, then a token is granted [ACR-01, ACR-07, TOK-03]',
    async acr_values => {
      for (const world of Object.values(modes)) {
        expect((await askToken(await world, { ...dex, acr_values })).status).toBe(200);
      }
    },
  );

  test.each(MALFORMED)(
    'When acr_values is "%s", then the request is refused last of all [ACR-05, ACR-07, STS-23, TOK-03]',
    async acr_values => {
      expect(brief(await askToken(await modes['require-dex'], { ...dex, acr_values }))).toBe(REFUSED);
      expect(brief(await askToken(await modes['require-match'], { ...dex, acr_values }))).toBe(REFUSED);
      expect((await askToken(await modes.ignore, { ...dex, acr_values })).status).toBe(200);
      const both = { ...dex, acr_values, scope: 'nothing' };
      expect(brief(await askToken(await modes['require-dex'], both))).toBe('400 {"error":"invalid_scope"}');
    },
  );

  test('When the first orgselected is malformed and the second is not, then the first counts [ACR-07]', async () => {
    expect(brief(await askToken(mock, { ...dex, acr_values: `orgselected:bad ${OWN}` }))).toBe(REFUSED);
  });
});

describe('a school client that names another school', () => {
  test.each([
    ['school', school],
    ['DeX', dex],
  ])('When it is a %s client, then only require-match minds [ACR-06, TOK-04]', async (_case, fields) => {
    const asked = { ...fields, acr_values: OTHER };
    expect((await askToken(await modes['require-dex'], asked)).status).toBe(200);
    expect((await askToken(await modes.ignore, asked)).status).toBe(200);
    expect(brief(await askToken(await modes['require-match'], asked))).toBe(REFUSED);
  });

  test('When it names its own, or none, then require-match is content [ACR-06, TOK-04]', async () => {
    const world = await modes['require-match'];
    expect((await askToken(world, { ...school, acr_values: OWN.toLowerCase() })).status).toBe(200);
    expect((await askToken(world, school)).status).toBe(200);
  });
});
