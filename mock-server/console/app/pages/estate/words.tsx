import type { EstateSchool, EstateVerdict } from '../../../../control/estate/shape.js';
import { Badge, type Tone } from '../../parts/badge.js';

const STATES: Readonly<Record<EstateSchool['state'], readonly [Tone, string]>> = {
  active: ['good', 'active'],
  pending: ['info', 'waiting for approval'],
  disabled: ['warn', 'switched off'],
  removed: ['quiet', 'left'],
  absent: ['quiet', 'not joined'],
};

/** Where a school stands, in a word or two. */
export function StateBadge({ school: { state, hidden, own } }: { readonly school: EstateSchool }) {
  if (own) return <Badge tone="quiet">your own</Badge>;
  const [tone, text] = hidden && state === 'active' ? (['warn', 'missing from the list'] as const) : STATES[state];
  return <Badge tone={tone}>{text}</Badge>;
}

const VERDICTS: Readonly<Record<EstateVerdict, readonly [Tone, string]>> = {
  unreported: ['quiet', 'not reported'],
  same: ['good', 'up to date'],
  missing: ['warn', 'not held yet'],
  stale: ['bad', 'wrong secret'],
  extra: ['bad', 'held too long'],
  behind: ['info', 'not yet synced'],
  kept: ['warn', 'kept: waits for a person'],
};

/** How what the agent holds compares with what is true. */
export function VerdictBadge({ school: { verdict, clients } }: { readonly school: EstateSchool }) {
  if (verdict === 'same' && !clients.some(({ shown }) => shown)) return <span class="dim">nothing to hold</span>;
  const [tone, text] = VERDICTS[verdict];
  return <Badge tone={tone}>{text}</Badge>;
}
