import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { tokenFor, vendorFields } from '../support/ask.js';
import { until as eventually, tempFolder } from '../support/command.js';
import { startMock } from '../support/mock.js';
import { sendBytes } from '../support/raw-http.js';
import { APPLICATION, smallWorld, VENDOR } from '../support/small-world.js';
import { until } from './edge.js';

/** Bytes that no client library sends. The answer is the service's own or a clear refusal, and something tells of it. */

const mock = await startMock();
const token = await tokenFor(mock);
const told: string[] = [];
mock.subscribe(event => {
  if (event.type === 'turned-away') told.push(event.message);
});
const { stsUrl, rapUrl } = mock.ready;
const BODY = new URLSearchParams(vendorFields).toString();
const HOST = 'Host: x\r\n';
const LIST = `/api/v1/partner/${APPLICATION}/GetSiteByApplication`;
const BEARER = `Authorization: Bearer ${token}\r\n`;

const form = (body: string | Buffer, headers = '') => {
  const bytes = Buffer.from(body);
  const head = `POST /connect/token HTTP/1.1\r\n${HOST}${headers}Content-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
};
const chunked = (coding: string, chunks: string) =>
  `POST /connect/token HTTP/1.1\r\n${HOST}Transfer-Encoding: ${coding}\r\n\r\n${chunks}`;
const get = (path: string, headers = '') => Buffer.from(`GET ${path} HTTP/1.1\r\n${HOST}${headers}\r\n`, 'latin1');
const basic = (text: string | Buffer) => `Authorization: Basic ${Buffer.from(text).toString('base64')}\r\n`;
const headerForm = (authorization: string) => form('grant_type=client_credentials&scope=partner-read', authorization);

const MALFORMED = /<h2>Bad Request<\/h2>\r\n<hr><p>HTTP Error 400\. The request is badly formed\./;
const UNKNOWN_CLIENT = /^\{"error":"invalid_client"\}$/;
const GONE = /^The resource you are looking for has been removed/;
const ROWS = /^\[\{"Id":0,/;

/** What is sent to which service, the status and body that come back, and who tells of it: the journal or the terminal. */
type Row = readonly [what: string, url: string, bytes: string | Buffer, status: number, body: RegExp, tells: RegExp];

const journal: readonly Row[] = [
  [
    'NUL in a form',
    stsUrl,
    form(`client_id=${VENDOR.clientId}\0&client_secret=%00`),
    400,
    UNKNOWN_CLIENT,
    /no client has this id/,
  ],
  [
    'bytes in a form that are no UTF-8',
    stsUrl,
    form(Buffer.from('client_id=\xff\xfe&client_secret=\xc3', 'latin1')),
    400,
    UNKNOWN_CLIENT,
    /no client has this id/,
  ],
  [
    'escapes in a form that are no UTF-8',
    stsUrl,
    form('client_id=%ff%fe&client_secret=%zz%'),
    400,
    UNKNOWN_CLIENT,
    /no client has this id/,
  ],
  ['a form of nothing but separators', stsUrl, form('&&&=&=&;;&'.repeat(50)), 400, UNKNOWN_CLIENT, /no credentials/],
  ['credentials given twice', stsUrl, form(`${BODY}&client_id=x`), 400, UNKNOWN_CLIENT, /client_id was given twice/],
  ['Basic of nothing', stsUrl, headerForm('Authorization: Basic \r\n'), 400, UNKNOWN_CLIENT, /Basic/],
  ['Basic that is no Base64', stsUrl, headerForm('Authorization: Basic !!!!\r\n'), 400, UNKNOWN_CLIENT, /Base64/i],
  ['Basic without a colon', stsUrl, headerForm(basic('nocolon')), 400, UNKNOWN_CLIENT, /colon/],
  ['Basic of two colons only', stsUrl, headerForm(basic('::')), 400, UNKNOWN_CLIENT, /./],
  ['Basic with NUL', stsUrl, headerForm(basic('a\0b:c\0d')), 400, UNKNOWN_CLIENT, /no client has this id/],
  ['Basic that is no UTF-8', stsUrl, headerForm(basic(Buffer.from([0xff, 0x3a, 0xfe]))), 400, UNKNOWN_CLIENT, /./],
  ['Basic of 12 KB', stsUrl, headerForm(basic('x'.repeat(9000))), 400, UNKNOWN_CLIENT, /./],
  ['Basic twice', stsUrl, headerForm(`${basic('a:b')}${basic('c:d')}`), 400, UNKNOWN_CLIENT, /./],
  ['a bearer token of raw bytes', rapUrl, get(LIST, 'Authorization: Bearer \xff\xfe\r\n'), 401, /denied/, /not a JWT/],
  [
    'an escaped NUL in a path',
    rapUrl,
    get('/api/v1/partner/%00/GetSiteByApplication', BEARER),
    400,
    /request is invalid/,
    /not a GUID/,
  ],
  [
    'a broken escape in a path',
    rapUrl,
    get('/api/v1/partner/%zz/GetSiteByApplication', BEARER),
    404,
    GONE,
    /no such address/,
  ],
  [
    'escapes in a path that are no UTF-8',
    rapUrl,
    get('/api/v1/partner/%ff%fe/Clients', BEARER),
    404,
    GONE,
    /no such address/,
  ],
  ['a path that climbs', rapUrl, get('/../../etc/passwd'), 404, GONE, /no such address/],
  ['an address of 15,000 letters', rapUrl, get(`/${'a'.repeat(15_000)}`), 404, GONE, /no such address/],
  ['escapes in a query that are no UTF-8', rapUrl, get(`${LIST}?%00=%ff&%zz&=`, BEARER), 200, ROWS, /^$/],
  ['500 headers', stsUrl, form(BODY, 'X-Many: 1\r\n'.repeat(500)), 200, /access_token/, /^$/],
  ['the whole address, as to a proxy', rapUrl, get(`http://rap.example${LIST}`, BEARER), 200, ROWS, /^$/],
  ['an asterisk', stsUrl, `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, 404, GONE, /no such address/],
  ['HTTP/1.0 without a host', rapUrl, `GET ${LIST} HTTP/1.0\r\n${BEARER}\r\n`, 200, ROWS, /^$/],
  [
    'HTTP/1.1 without a host',
    rapUrl,
    `GET ${LIST} HTTP/1.1\r\n${BEARER}\r\n`,
    400,
    /Invalid Hostname/,
    /one Host header/,
  ],
  ['two hosts', rapUrl, get(LIST, `${BEARER}Host: y\r\n`), 400, /Invalid Hostname/, /one Host header/],
  [
    'an offer to speak WebSocket',
    rapUrl,
    get(LIST, `${BEARER}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    200,
    ROWS,
    /^$/,
  ],
  ['a GET with a body', rapUrl, `${get(LIST, `${BEARER}Content-Length: 3\r\n`)}abc`, 200, ROWS, /^$/],
  ['an expectation there is none of', stsUrl, form(BODY, 'Expect: magic\r\n'), 417, /^$/, /100-continue/],
  [
    'a body announced as 10 MB',
    stsUrl,
    `POST /connect/token HTTP/1.1\r\n${HOST}Content-Length: 10485760\r\n\r\nabc`,
    413,
    /^$/,
    /more than 4 MB/,
  ],
  [
    'chunks with a trailer',
    stsUrl,
    chunked('chunked\r\nTrailer: X', `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\nX: y\r\n\r\n`),
    200,
    /access_token/,
    /^$/,
  ],
];

const terminal: readonly Row[] = [
  ['a head of 64 KB', stsUrl, get('/', `X: ${'a'.repeat(65_536)}\r\n`), 400, /Request Too Long/, /more than 16 KB/],
  ['a verb there is none of', stsUrl, 'get / HTTP/1.1\r\n\r\n', 400, /Invalid Verb/, /HPE_INVALID_METHOD/],
  ['HTTP/2 without asking', stsUrl, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, MALFORMED, /no HTTP request/],
  ['HTTP/1.2', stsUrl, 'GET / HTTP/1.2\r\n\r\n', 400, MALFORMED, /HPE_INVALID_VERSION/],
  ['NUL in a path', stsUrl, 'GET /a\0b HTTP/1.1\r\n\r\n', 400, MALFORMED, /HPE_INVALID_URL/],
  ['raw bytes in a path', stsUrl, get('/\xff\xfe'), 400, MALFORMED, /HPE_INVALID_URL/],
  ['NUL in a header', stsUrl, get('/', 'X: a\0b\r\n'), 400, /Invalid Header/, /HPE_INVALID_HEADER_TOKEN/],
  ['a folded header', stsUrl, get('/', 'X: a\r\n b\r\n'), 400, /Invalid Header/, /HPE_INVALID_HEADER_TOKEN/],
  [
    'both ways to say how long a body is',
    stsUrl,
    chunked('chunked\r\nContent-Length: 5', '0\r\n\r\n'),
    400,
    MALFORMED,
    /no HTTP request/,
  ],
  [
    'a coding after chunked',
    stsUrl,
    chunked('chunked\r\nTransfer-Encoding: identity', '0\r\n\r\n'),
    400,
    MALFORMED,
    /TRANSFER_ENCODING/,
  ],
  [
    'a coding that only looks like chunked',
    stsUrl,
    chunked('xchunked', '0\r\n\r\n'),
    400,
    MALFORMED,
    /TRANSFER_ENCODING/,
  ],
  [
    'a blank before a colon',
    stsUrl,
    get('/', 'Transfer-Encoding : chunked\r\n'),
    400,
    /Invalid Header/,
    /HEADER_TOKEN/,
  ],
  ['a chunk of no size', stsUrl, chunked('chunked', 'zz\r\n'), 400, MALFORMED, /CHUNK_SIZE/],
  ['a chunk of every size', stsUrl, chunked('chunked', 'fffffffffffffffff\r\nabc'), 400, MALFORMED, /CHUNK_SIZE/],
  [
    'a chunk that says more than its size',
    stsUrl,
    chunked('chunked', `5;${'a'.repeat(20_000)}\r\n`),
    400,
    MALFORMED,
    /CHUNK_EXT/,
  ],
  ['two lengths', stsUrl, get('/', 'Content-Length: 5\r\nContent-Length: 6\r\n'), 400, MALFORMED, /CONTENT_LENGTH/],
  ['a length below nothing', stsUrl, get('/', 'Content-Length: -5\r\n'), 400, MALFORMED, /CONTENT_LENGTH/],
  [
    'a length beyond counting',
    stsUrl,
    get('/', `Content-Length: ${'9'.repeat(20)}\r\n`),
    400,
    MALFORMED,
    /CONTENT_LENGTH/,
  ],
  ['CONNECT', stsUrl, `CONNECT sts.sims.co.uk:443 HTTP/1.1\r\n${HOST}\r\n`, 400, /Invalid Verb/, /--intercept/],
  ['TLS', rapUrl, Buffer.from([0x16, 3, 1, 0, 200, 1, 0, 0]), 400, /Bad Request/, /spoke TLS to a plain port/],
  ['a world that cannot be', rapUrl, get('/~%00/x'), 404, GONE, /there is no world "%00"/],
];

describe('bytes that the service itself answers', () => {
  test.each(journal)('When it is %s, then the journal tells', async (_what, url, bytes, status, body, tells) => {
    const before = mock.journal.last();
    const answer = await sendBytes(url, bytes);
    expect([answer.status, body.test(answer.body)], answer.text).toEqual([status, true]);
    const [exchange] = mock.journal.list({ since: before });
    expect(exchange?.status).toBe(status);
    expect(exchange?.why ?? '').toMatch(tells);
  });
});

describe('bytes that reach no service', () => {
  test.each(terminal)(
    'When it is %s, then the terminal tells, once',
    async (_what, url, bytes, status, body, tells) => {
      const before = told.length;
      const answer = await sendBytes(url, bytes);
      expect([answer.status, body.test(answer.body)], answer.text).toEqual([status, true]);
      expect(told.slice(before)).toEqual([expect.stringMatching(tells)]);
    },
  );

  test('When a client waits to be told to go on, then it is, and its form counts', async () => {
    const text = await until(stsUrl, form(BODY, 'Expect: 100-continue\r\nConnection: close\r\n'));
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
    expect(text).toContain('access_token');
  });

  test('When a body breaks off, then the journal tells of a request without an answer', async () => {
    const before = mock.journal.last();
    await until(stsUrl, chunked('chunked', '5\r\nabcdeXX'));
    // Told in its own time: nobody waits for an answer to it.
    await eventually(() => mock.journal.last() > before);
    expect(mock.journal.list({ since: before })).toMatchObject([
      { status: null, why: expect.stringContaining('broke off') },
    ]);
  });
});

describe('several requests in a row', () => {
  test('When fifty come at once, then fifty are answered in order', async () => {
    const many = Array.from({ length: 49 }, (_, i) => get(`/nowhere/${i}`)).join('');
    const text = await until(stsUrl, `${many}GET /last HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
    expect(text.match(/HTTP\/1\.1 404/g)).toHaveLength(50);
    expect(mock.journal.list({}, 2).map(({ path }) => path)).toEqual(['/nowhere/48', '/last']);
  });

  test('When a good one is followed by no HTTP, then it is answered before the rest is refused', async () => {
    const text = await until(stsUrl, `${form(BODY)}garbage\r\n\r\n`);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(text).toContain('access_token');
  });
});

describe('under TLS', () => {
  test('When a connection is to be reset, which TLS cannot, then it ends all the same', async () => {
    const tlsFolder = tempFolder();
    const keyFolder = join(tmpdir(), 'sims-id-harness-test-keys');
    const harness = await startHarness({ https: true, controlPort: null, keyFolder, tlsFolder, world: smallWorld() });
    const dispatcher = new Agent({ connect: { ca: readFileSync(harness.ready.caFile ?? '', 'utf8') } });
    const get = () => request(`${harness.ready.stsUrl}/nowhere`, { dispatcher });
    expect((await get()).statusCode).toBe(404);
    harness.set({ 'infra.fault': 'reset' });
    await expect(get()).rejects.toThrow();
    expect(harness.journal.list().at(-1)).toMatchObject({ status: null, fault: 'reset' });
    await dispatcher.close();
    await harness.stop();
  });
});
