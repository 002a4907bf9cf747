import { connect } from 'node:net';
import { afterAll } from 'vitest';
import type { Harness } from '../../mock-server/harness.js';
import { createApp } from '../../mock-server/http/app.js';
import type { Patience } from '../../mock-server/http/patience.js';
import { createRap } from '../../mock-server/rap/index.js';
import { createSts } from '../../mock-server/sts/index.js';
import type { World } from '../../mock-server/world/index.js';
import { bareHarness } from '../support/bare-harness.js';
import { testKeyRing } from '../support/keys.js';

/** One service that listens, with the world behind it, and what the terminal was told. */
export type Edge = { readonly url: string; readonly harness: Harness; readonly told: readonly string[] };

/** Opens one service that gives up on slow clients as soon as wanted; users have no such option. */
export async function openEdge(service: 'sts' | 'rap', world: World, patience: Patience): Promise<Edge> {
  const harness = bareHarness({ world });
  const told: string[] = [];
  const bugs: unknown[] = [];
  const app = createApp({
    dialect: service === 'sts' ? createSts(testKeyRing()) : createRap(),
    worlds: { get: id => (id === 'default' ? harness : undefined), list: () => [harness] },
    onBug: bug => bugs.push(bug),
    onTurnedAway: what => told.push(what),
    patience,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  afterAll(async () => {
    await app.close();
    if (bugs.length > 0) throw new AggregateError(bugs, 'the mock itself failed while serving');
  });
  return { url, harness, told };
}

/** Sends these bytes, then nothing more, and reads to the end of the connection: what came until the service ended it. */
export function until(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = '';
    socket.setEncoding('latin1').on('data', text => {
      received += text;
    });
    socket.once('close', () => resolve(received));
    socket.once('error', reject);
  });
}
