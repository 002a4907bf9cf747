import type { HarnessEvent } from '../../events.js';
import type { Harness } from '../../harness.js';
import { frame, GAP, told } from './frame.js';

export type Numbered = { readonly id: string; readonly event: HarnessEvent };

/** What a reader has seen already. */
export type Wanted = {
  /** The id of the last event it was told, which it sends when it comes back. */
  readonly lastEventId?: string | undefined;
  /** The number of the last exchange it knows. */
  readonly since?: number | undefined;
};

const MOST_EXCHANGES = 1000;

/** The events a reader has not seen, as text; a gap where they are no longer known. */
export function since(
  harness: Harness,
  kept: readonly Numbered[],
  wanted: Wanted & { readonly nextId: string },
): string {
  const { lastEventId, nextId } = wanted;
  // Whoever comes back repeats its first address, so what it saw last counts, not where it began.
  if (lastEventId !== undefined && lastEventId !== '') return missed(harness, kept, lastEventId, nextId);
  return wanted.since === undefined ? '' : exchanges(harness, wanted.since);
}

function missed(harness: Harness, kept: readonly Numbered[], lastEventId: string, nextId: string): string {
  if (follows(lastEventId) === nextId) return '';
  const index = kept.findIndex(({ id }) => id === follows(lastEventId));
  if (index === -1) return GAP;
  return kept
    .slice(index)
    .map(({ id, event }) => frame(event.type, told(harness, event), id))
    .join('');
}

/** The id after this one; of something that is no id of ours, something that is none either. */
function follows(id: string): string {
  const [series = '', number = ''] = id.split('-');
  return `${series}-${Number(number) + 1}`;
}

function exchanges(harness: Harness, number: number): string {
  const found = harness.journal.list({ since: number }, MOST_EXCHANGES);
  const first = found[0]?.number ?? number + 1;
  const text = found.map(exchange => frame('exchange', { type: 'exchange', exchange })).join('');
  return first > number + 1 ? GAP + text : text;
}
