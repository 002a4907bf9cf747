import type { IncomingMessage, ServerResponse } from 'node:http';
import { HarnessError } from '../errors.js';
import type { Harness, Kept } from '../harness.js';
import type { KeyRing } from '../tokens/index.js';
import { createEngine } from './engine.js';

/** Serves one request; settles when the answer is complete. */
export type Engine = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An engine knows one issuer and the keys that were published when it was made. Two issuers and a new key are usual. */
const ENGINES: Kept<Map<string, Promise<Engine>>> = { make: () => new Map() };
const MOST_ENGINES = 8;

/** The engine of a world for this issuer, made when first asked for; another one once a key was rolled. */
export function engineFor(harness: Harness, keys: KeyRing, issuer: string): Promise<Engine> {
  const engines = harness.kept(ENGINES);
  const name = `${harness.world().signingKey} ${issuer}`;
  let engine = engines.get(name);
  if (!engine) {
    if (engines.size >= MOST_ENGINES) engines.delete(engines.keys().next().value ?? '');
    engine = createEngine(harness, keys, issuer).then(provider => provider.callback());
    engines.set(name, engine);
  }
  return engine;
}

/** @throws HarnessError on a Node that lacks what the engine is built on. */
export function checkRuntime(): void {
  if ('parse' in URL) return;
  throw new HarnessError(
    'HARNESS_NODE',
    `The token server by the RFCs needs URL.parse(), which Node.js ${process.versions.node} does not have. Use Node.js 22 or newer, or --sts sims.`,
  );
}
