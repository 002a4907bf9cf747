import type { HarnessEvent } from '../../events.js';
import type { Harness } from '../../harness.js';
import { explainChange } from '../../scenario/index.js';
import { findSite } from '../../world/index.js';
import { written } from '../written-change.js';

/** An event as the text/event-stream carries it. Events without an id leave the reader's last id as it is. */
export function frame(type: string, data: unknown, id?: string): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Says that some events cannot be told any more. */
export const GAP = frame('gap', { type: 'gap', message: 'Some events were missed: read the state anew.' });

/** What is told of an event: changes as a scenario spells them and in English, secrets as fingerprints. */
export function told(harness: Harness, event: HarnessEvent): object {
  if (event.type !== 'change') return event;
  const name = (site: string) => findSite(harness.world(), site)?.name ?? site;
  return {
    ...event,
    changes: event.changes.map(change => written(change, harness.fingerprint)),
    says: event.changes.map(change => explainChange(change, name)),
  };
}
