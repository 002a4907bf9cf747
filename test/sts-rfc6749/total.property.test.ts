import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { type RawAnswer, sendBytes } from '../support/raw-http.js';
import { VENDOR } from '../support/small-world.js';

/** Whatever is sent, the answer is one that the RFCs have, and the engine never fails. */

const mock = await startMock({ sts: 'rfc6749' });
const token = await tokenFor(mock);
const { host } = new URL(mock.ready.stsUrl);
const RUNS = { numRuns: 200 };

const ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'invalid_target',
  'unsupported_grant_type',
  'unsupported_token_type',
];

/** What the HTTP server itself says to a head that is none stands apart: it never reached the token server. */
function expectRfcForm({ status, body }: RawAnswer): void {
  if (body.startsWith('<h2>Bad Request</h2>')) return;
  expect([200, 400, 401]).toContain(status);
  if (status === 200) expect(body).toMatch(/^(\{"active":(true|false)|\{"access_token":|$)/);
  else expect(ERRORS).toContain(JSON.parse(body).error);
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
  fc.constant(`Basic ${Buffer.from(`${VENDOR.clientId}:${VENDOR.secret}`).toString('base64')}`),
);
const bytes = fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array).toString('latin1'));
const field = fc.oneof(
  bytes,
  fc.constantFrom(
    'grant_type=client_credentials',
    `client_id=${VENDOR.clientId}`,
    `client_secret=${VENDOR.secret}`,
    'client_secret=x',
    'scope=partner-read',
    'resource=x',
    'resource[]=y',
    `token=${token}`,
    'token=',
    'token_type_hint=x',
    '__proto__=x',
    'constructor=x',
    'client_assertion=x.y.z',
    'authorization_details=[]',
    '%',
    '%00',
    '=',
    '+=+',
  ),
);
const form = fc.array(field, { maxLength: 10 }).map(parts => parts.join('&'));
const type = fc.oneof(
  fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=latin1',
    'application/x-www-form-urlencoded; charset=no-such',
    'application/json',
    'multipart/form-data; boundary=x',
  ),
  line,
);
const path = fc.constantFrom('/connect/token', '/connect/introspect', '/connect/revocation');

function send(to: string, headers: readonly string[], body: string): Promise<RawAnswer> {
  const content = Buffer.from(body, 'latin1');
  const lines = [`POST ${to} HTTP/1.1`, `Host: ${host}`, ...headers, `Content-Length: ${content.length}`, '', ''];
  return sendBytes(mock.ready.stsUrl, Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), content]), 'POST');
}

describe('whatever is sent', () => {
  test('When any form comes with any credentials, then the answer has the form of the RFCs', async () => {
    const check = async (to: string, header: string, body: string) => {
      const headers = [`Authorization: ${header}`, 'Content-Type: application/x-www-form-urlencoded'];
      expectRfcForm(await send(to, headers, body));
    };
    await fc.assert(fc.asyncProperty(path, authorization, form, check), RUNS);
  });

  test('When a form comes without a header, and of any type, then the answer has the form of the RFCs', async () => {
    const check = async (to: string, kind: string, body: string) => {
      expectRfcForm(await send(to, [`Content-Type: ${kind}`], body));
    };
    await fc.assert(fc.asyncProperty(path, type, form, check), RUNS);
  });

  test('When any Accept and Origin are sent, then the answer has the form of the RFCs', async () => {
    const check = async (accept: string, origin: string) => {
      expectRfcForm(await send('/connect/token', [`Accept: ${accept}`, `Origin: ${origin}`], ''));
    };
    await fc.assert(fc.asyncProperty(line, line, check), RUNS);
  });
});
