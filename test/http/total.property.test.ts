import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { type RawAnswer, sendBytes } from '../support/raw-http.js';
import { APPLICATION, OAKFIELD, VENDOR } from '../support/small-world.js';

/** Whatever is sent, the answer is one the vendor's stack could give: never a 5xx, nothing of ours. */

const mock = await startMock();
const token = await tokenFor(mock);
const { host } = new URL(mock.ready.stsUrl);
const RUNS = { numRuns: 150 };

const HEADERS = [
  'Content-Type',
  'Cache-Control',
  'Pragma',
  'Allow',
  'WWW-Authenticate',
  'Content-Length',
  'Date',
  'Connection',
];
const BODIES = [
  /^$/,
  /^The resource you are looking for has been removed/,
  /^<!DOCTYPE HTML PUBLIC [\s\S]*<h2>Bad Request[\s\S]*HTTP Error 400\. [^<]+<\/p>/,
  /^\{"error":"[a-z_]+"\}$/,
  /^\{"Message":"[^\n]*"\}$/,
  /^\{"ErrorMessage":"Unsupported Media Type"\}$/,
  /^\{"access_token":"/,
  /^\{"active":false\}$/,
  /^\[.*\]$/,
];

function expectVendorForm(answer: RawAnswer): void {
  expect([200, 400, 401, 403, 404, 405, 415]).toContain(answer.status);
  expect(HEADERS).toEqual(expect.arrayContaining(answer.headers.map(([name]) => name)));
  expect(BODIES.filter(form => form.test(answer.body))).not.toEqual([]);
}

/** Anything that fits on one line of a header: no control characters, bytes above 127 included. */
const line = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter(c => c !== 0x7f)
    .map(c => String.fromCharCode(c)),
});
const authorization = fc.oneof(
  line,
  line.map(text => `Basic ${text}`),
  line.map(text => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`),
  line.map(text => `Basic ${Buffer.from(`${VENDOR.clientId}:${text}`).toString('base64')}`),
  line.map(text => `Bearer ${text}`),
);
const field = fc.oneof(
  line,
  fc.constantFrom(
    'grant_type=client_credentials',
    `client_id=${VENDOR.clientId}`,
    'client_secret=x',
    'scope=partner-read',
    'acr_values=orgselected:',
    '%',
    '=',
    '+=+',
  ),
);
const form = fc.array(field).map(parts => parts.join('&'));

async function send(
  base: string,
  method: string,
  path: string,
  headers: readonly string[],
  body: string,
): Promise<RawAnswer> {
  const bytes = Buffer.from(body, 'latin1');
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...headers, `Content-Length: ${bytes.length}`, '', ''];
  return sendBytes(base, Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes]), method);
}

describe('whatever is sent', () => {
  test('When the token server gets any header and any form, then the answer has the vendor’s form [STS-50, CA-07, CA-25]', async () => {
    const check = async (header: string, body: string) => {
      const answer = await send(mock.ready.stsUrl, 'POST', '/connect/token', [`Authorization: ${header}`], body);
      expectVendorForm(answer);
    };
    await fc.assert(fc.asyncProperty(authorization, form, check), RUNS);
  });

  test('When the other endpoints get any form, then the answer has the vendor’s form [END-02, END-08, END-11]', async () => {
    const paths = fc.constantFrom(
      '/connect/introspect',
      '/connect/revocation',
      '/connect/accessTokenValidation',
      '/connect/identityTokenValidation',
    );
    const check = async (path: string, header: string, body: string) => {
      expectVendorForm(await send(mock.ready.stsUrl, 'POST', path, [`Authorization: ${header}`], body));
    };
    await fc.assert(fc.asyncProperty(paths, authorization, form, check), RUNS);
  });

  test('When any path is asked with any verb, then the answer has the vendor’s form [STS-06, RAP-45, RAP-46]', async () => {
    const segment = fc.oneof(
      fc.string({
        unit: fc
          .integer({ min: 0x21, max: 0xff })
          .filter(c => c !== 0x7f && c !== 0x23)
          .map(c => String.fromCharCode(c)),
      }),
      fc.constantFrom(
        'api',
        'v1',
        'partner',
        'connect',
        'token',
        '~default',
        '~',
        APPLICATION,
        OAKFIELD.organisationId,
        'GetSiteByApplication',
        'Clients',
        '%zz',
        '%2F',
        '..',
        '',
        'x'.repeat(600),
      ),
    );
    const known = fc.tuple(segment, segment).map(([a, o]) => `/api/v1/partner/${a}/${o}/Clients`);
    const path = fc.oneof(
      known,
      fc.array(segment).map(parts => `/${parts.join('/')}`),
    );
    const method = fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'PROPFIND', 'QUERY');
    const base = fc.constantFrom(mock.ready.stsUrl, mock.ready.rapUrl);
    const check = async (to: string, verb: string, where: string) => {
      expectVendorForm(await send(to, verb, where, [`Authorization: Bearer ${token}`], ''));
    };
    await fc.assert(fc.asyncProperty(base, method, path, check), RUNS);
  });

  test('When RAP gets any Authorization header, then it is denied in the vendor’s form [RAP-04, RAP-33]', async () => {
    const check = async (header: string) => {
      const path = `/api/v1/partner/${APPLICATION}/GetSiteByApplication`;
      const answer = await send(mock.ready.rapUrl, 'GET', path, [`Authorization: ${header}`], '');
      expect([400, 401]).toContain(answer.status);
      expectVendorForm(answer);
    };
    await fc.assert(fc.asyncProperty(authorization, check), RUNS);
  });
});
