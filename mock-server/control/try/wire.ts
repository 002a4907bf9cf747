/** One request as it goes over the wire. */
export type WireRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

/** One answer as it came. */
export type WireAnswer = {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
};

/** A request with the headers that its address, its body and its way bring along: one request for a connection. */
export function completed(request: WireRequest): WireRequest {
  const { url, headers, body } = request;
  const host = ['Host', new URL(url).host] as const;
  const length = body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
  return { ...request, headers: [host, ...headers, ...length, ['Connection', 'close']] };
}

/** The bytes of a request (RFC 9112). */
export function written({ method, url, headers, body }: WireRequest): string {
  const { pathname, search } = new URL(url);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\r\n');
}

/** An answer in its bytes, as far as they came; null where not even a head did. */
export function readAnswer(bytes: Buffer): WireAnswer | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, status = '', reason = ''] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(first) ?? [];
  const headers = lines.map(line => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const isChunked = headers.some(([name, value]) => name.toLowerCase() === 'transfer-encoding' && value === 'chunked');
  const rest = bytes.subarray(end + 4);
  const body = (isChunked ? unchunked(rest) : rest).toString('utf8');
  return { status: Number(status), reason, headers, body };
}

/** What lies in chunks (RFC 9112, section 7.1), up to where they break off. */
function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line === -1 ? 0 : Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
