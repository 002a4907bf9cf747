import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { ask, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendBytes, sendRaw } from '../support/raw-http.js';

const mock = await startMock();
const url = mock.ready.tokenUrl;
const { host, hostname, port } = new URL(url);
const body = new URLSearchParams(vendorFields).toString();

/** What the sockets do with requests that a client library would never send. No fact says; these are our reading. */
describe('the edge', () => {
  test('When the body comes in chunks, then it is read as one', async () => {
    const chunks = [body.slice(0, 20), body.slice(20)]
      .map(part => `${part.length.toString(16)}\r\n${part}\r\n`)
      .join('');
    const head = `POST /connect/token HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect((await sendBytes(url, `${head}${chunks}0\r\n\r\n`)).status).toBe(200);
  });

  test('When the bytes are no HTTP, then the answer is an HTML page of the web server', async () => {
    const answer = await sendBytes(url, 'HELLO?\r\n\r\n');
    expect([answer.status, answer.reason]).toEqual([400, 'Bad Request']);
    expect(answer.body).toContain('HTTP Error 400');
  });

  test('When the headers are far too long, then they are refused unread', async () => {
    const answer = await sendRaw({ url, headers: [['Authorization', `Bearer ${'x'.repeat(40_000)}`]] });
    expect(answer.status).toBe(400);
  });

  test('When the body is larger than any form, then it is refused unread', async () => {
    const head = `POST /connect/token HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99999999\r\n\r\n`;
    expect((await sendBytes(url, head)).status).toBe(413);
  });

  test('When two requests come on one connection, then both are answered in order and it stays open', async () => {
    const one = `GET /.well-known/jwks HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const two = `GET /nowhere HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const socket = connect(Number(port), hostname);
    socket.write(one + two);
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (/404[\s\S]*unavailable\.$/.test(text)) break;
    }
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
    expect(text).not.toMatch(/^(connection|keep-alive|server|x-powered-by):/im);
  });

  test('When something of the harness fails beside the answer, then the caller gets a 500 and the operator is told', async () => {
    const bugs: unknown[] = [];
    const harness = await startHarness({ controlPort: null, onBug: error => bugs.push(error) });
    harness.subscribe(() => {
      throw new Error('a listener that fails');
    });
    const { stsUrl } = harness.ready;
    const answers = [await ask(`${stsUrl}/nowhere`), await ask(`${stsUrl}/.well-known/jwks`)];
    await harness.stop();
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(bugs.map(String)).toEqual(Array(2).fill('Error: a listener that fails'));
  });
});
