import type { HarnessEvent, Held, Scenario, WorldHandle } from '../../mock-server/index.js';
import type { Played } from '../prove/play.js';
import { idOf } from './holdings.js';
import type { Facts } from './moment.js';
import type { WatchedSubject } from './watched-subject.js';

export type Book = {
  /** What belongs to the sync that has just been judged. */
  factsOf(index: number, played: Played, scenario: Scenario, subject: WatchedSubject, agent: string): Facts;
  close(): void;
};

/** Keeps what happens in a world, and closes a page with each moment. */
export function openBook(world: WorldHandle): Book {
  let events: HarnessEvent[] = [];
  let since = world.journal.last();
  let before: readonly Held[] = [];
  const known = new Set<string>();
  const close = world.subscribe(event => {
    if (event.type !== 'exchange') events.push(event);
  });
  return {
    close,
    factsOf: (index, played, scenario, subject, agent) => {
      const sync = scenario.syncs[index];
      if (!sync) throw new Error(`the scenario has no sync ${index}`);
      const probeKey = world.variables().SIMS_PROBE_KEY;
      const truth = world.truth(probeKey);
      const now = subject.holds();
      const run = subject.seen();
      const exchanges = world.journal.list({ since });
      const at = world.now();
      const facts = {
        sync,
        index,
        played,
        run,
        agent,
        world: world.world(),
        at,
        probeKey,
        events,
        exchanges,
        before,
        now,
        truth,
      };
      const met = new Set(known);
      for (const each of [...(now ?? []), ...truth]) known.add(idOf(each));
      subject.forget();
      events = [];
      since = world.journal.last();
      before = now ?? before;
      return { ...facts, known: met };
    },
  };
}
