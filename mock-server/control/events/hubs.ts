import type { ServerResponse } from 'node:http';
import type { Harness } from '../../harness.js';
import { createHub, type EventHub } from './hub.js';
import type { Wanted } from './replay.js';

/** Everybody who reads events, by world. */
export type EventHubs = {
  /** Turns a response into a stream of events that ends when the reader goes or the world does. */
  stream(harness: Harness, response: ServerResponse, wanted: Wanted): void;
  /** Ends the streams of a world. */
  end(harness: Harness): void;
  readers(): number;
  /** Ends everything. */
  close(): void;
};

const HEAD = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Some proxies hold back what is not finished.
  'x-accel-buffering': 'no',
};

/** `isThere`: whether a world still exists; its readers are let go with the next heartbeat when it does not. */
export function createHubs(isThere: (harness: Harness) => boolean, heartbeatMs: number): EventHubs {
  const hubs = new Map<Harness, EventHub>();
  const end = (harness: Harness) => {
    hubs.get(harness)?.end();
    hubs.delete(harness);
  };
  const beat = () => {
    for (const [harness, hub] of hubs) {
      if (isThere(harness)) hub.beat();
      else end(harness);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const hubOf = (harness: Harness) => {
    timer ??= setInterval(beat, heartbeatMs).unref();
    const hub = hubs.get(harness) ?? createHub(harness);
    hubs.set(harness, hub);
    return hub;
  };
  return {
    stream: (harness, response, wanted) => {
      response.writeHead(200, HEAD);
      response.write('retry: 1000\n\n');
      const leave = hubOf(harness).join(response, wanted);
      // A write to a reader that has just gone is no fault of anybody.
      response.on('error', leave);
      response.on('close', leave);
    },
    end,
    readers: () => [...hubs.values()].reduce((sum, hub) => sum + hub.readers(), 0),
    close: () => {
      clearInterval(timer);
      for (const harness of hubs.keys()) end(harness);
    },
  };
}
