import type { HarnessEvent } from '../../events.js';
import type { Harness } from '../../harness.js';
import type { Fingerprint } from '../../journal/index.js';
import { explainChange } from '../../scenario/index.js';
import { type Change, findSite } from '../../world/index.js';

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

/** Arguments that are secrets: a chosen secret, an API key. */
const SECRET_ARGUMENTS: ReadonlySet<string> = new Set(['secret', 'key']);

/** A change in the spelling of a scenario file, with its secrets as fingerprints. */
function written({ kind, ...args }: Change, fingerprint: Fingerprint): Readonly<Record<string, object>> {
  const shown = Object.entries(args).map(([name, value]) => [
    name,
    SECRET_ARGUMENTS.has(name) && typeof value === 'string' ? fingerprint(value) : value,
  ]);
  return { [kind]: Object.fromEntries(shown) };
}
