import { connect } from 'node:net';

/** An answer byte for byte, as no client library shows it: header order, spelling and repeats included. */
export type RawAnswer = {
  /** Everything as received, read as UTF-8. */
  readonly text: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

export type RawRequest = {
  readonly method?: string;
  readonly url: string;
  /** In this order, after Host. A Content-Length is added when there is a body and none is given. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
};

/** Sends one request over a socket of its own and reads one answer. */
export function sendRaw({ method = 'GET', url, headers = [], body }: RawRequest): Promise<RawAnswer> {
  const { pathname, search, host } = new URL(url);
  const length = body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
  const lines = [['Host', host] as const, ...headers, ...length].map(([name, value]) => `${name}: ${value}`);
  return sendBytes(url, [`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n'), method);
}

/** Sends these bytes and reads one answer. */
export function sendBytes(url: string, bytes: string | Buffer, method = 'GET'): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = Buffer.alloc(0);
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const whole = parse(received, method);
      if (whole) {
        socket.destroy();
        resolve(whole);
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after: ${received.toString('utf8')}`)));
  });
}

/** The answer, or undefined while some of it is still to come. */
function parse(received: Buffer, method: string): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = received.subarray(0, end).toString('utf8').split('\r\n');
  const headers = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const [, status = '', reason = ''] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(first) ?? [];
  const declared = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  const length = method === 'HEAD' || status === '204' ? 0 : Number(declared);
  if (received.length < end + 4 + length) return undefined;
  const body = received.subarray(end + 4).toString('utf8');
  return { text: received.toString('utf8'), status: Number(status), reason, headers, body };
}
