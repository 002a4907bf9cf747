import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningHarness, startHarness, type WorldHandle, type WorldOptions } from '../mock-server/index.js';
import type { Sights } from './sights.js';
import type { Place } from './weather.js';

/** A world where its round wants it. `variables` of it are those of the place. */
export type Placed = { readonly world: WorldHandle; remove(): void };

/** Where rounds are played. What speaks TLS is started when a round first wants it, each with a CA of its own. */
export type Places = {
  newWorld(place: Place, options: WorldOptions): Promise<Placed>;
  close(): Promise<void>;
};

type Variables = Readonly<Record<string, string>>;

/** `main` speaks plain http, and stays the caller's to stop. The user's own CA is never touched. */
export function createPlaces(main: RunningHarness, sights: Pick<Sights, 'see'>): Places {
  const folders: string[] = [];
  const secured = new Map<'https' | 'stranger', Promise<RunningHarness>>();
  let made = 0;

  const start = (): Promise<RunningHarness> => {
    const tlsFolder = mkdtempSync(join(tmpdir(), 'sims-contract-ca-'));
    folders.push(tlsFolder);
    return startHarness({ controlPort: null, https: true, tlsFolder, onSight: sights.see });
  };
  const open = (place: 'https' | 'stranger'): Promise<RunningHarness> => {
    const known = secured.get(place) ?? start();
    secured.set(place, known);
    return known;
  };
  const harnessOf = (place: Place) => (place === 'https' || place === 'stranger' ? open(place) : Promise.resolve(main));

  return {
    newWorld: async (place, options) => {
      const harness = await harnessOf(place);
      const trusted = place === 'http' ? undefined : (await open('https')).ready.caFile;
      made += 1;
      // Ids are unique within a harness; what is seen of worlds is kept for all of them together.
      const world = await harness.newWorld({ ...options, id: `${place}-${made}` });
      const variables = () => placedAt(place, world.variables(), trusted ?? undefined);
      return {
        world: Object.assign(Object.create(world) as WorldHandle, { variables }),
        remove: () => {
          harness.removeWorld(world.id);
        },
      };
    },
    close: async () => {
      const started = await Promise.allSettled(secured.values());
      await Promise.all(started.map(each => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** By which names the runtimes of common languages are told of a further CA, for agents that leave it to theirs. */
const OF_RUNTIMES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];

function placedAt(place: Place, variables: Variables, caFile: string | undefined): Variables {
  if (caFile === undefined) return variables;
  const secure = (name: string) => (variables[name] ?? '').replace(/^http:/, 'https:');
  return {
    ...variables,
    ...(place === 'plain' && { SIMS_TOKEN_URL: secure('SIMS_TOKEN_URL'), SIMS_RAP_URL: secure('SIMS_RAP_URL') }),
    SIMS_CA_FILE: caFile,
    ...Object.fromEntries(OF_RUNTIMES.map(name => [name, caFile])),
  };
}
