// Counts what this process asks of anybody over HTTP, by what Node and undici tell of every request they begin: also of one that
// some library sends behind our back. Reads from the cache must leave it at 0 (GUIDE-02).
import { subscribe } from 'node:diagnostics_channel';

const channels = ['http.client.request.start', 'http2.client.stream.start', 'undici:request:create'];

/** Counts from now on; the function gives the sum so far. */
export function countUpstreamCalls(): () => number {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  for (const channel of channels) subscribe(channel, count);
  return () => calls;
}
