import type { EstateClient, EstateHolding, EstateSchool, EstateState, EstateVerdict } from './shape.js';

type Seen = Pick<EstateSchool, 'state' | 'listed' | 'hidden' | 'clients' | 'holds'>;
type Verdict = { readonly verdict: EstateVerdict; readonly says: string };

/** What is known of the report: whether there is one, the school moved since, and the agent keeps it for a person. */
export type Report = { readonly moved: boolean; readonly kept: boolean } | undefined;

/** What the agent holds of one school beside what it should hold, in school words. */
export function verdictOf(school: Seen, report: Report): Verdict {
  if (!report) return { verdict: 'unreported', says: 'No agent has said what it holds.' };
  const { clients, holds } = school;
  const shown = clients.filter(client => client.shown);
  const held = new Map(holds.map(holding => [holding.clientId, holding]));
  const extra = holds.find(({ clientId }) => !shown.some(client => client.clientId === clientId));
  if (extra) return whyHeld(whyExtra(school, extra), report);
  const stale = holds.find(({ is }) => is !== 'current');
  if (stale) return { verdict: 'stale', says: whyStale(stale) };
  const missing = shown.filter(({ clientId }) => !held.has(clientId));
  if (missing.length > 0) return { verdict: 'missing', says: whyMissing(missing, shown) };
  return { verdict: 'same', says: shown.length > 0 ? 'The agent holds what it should.' : 'There is nothing to hold.' };
}

/** What the agent should not hold: it cannot know yet, or it waits for a person, or it is at fault. */
function whyHeld(says: string, { moved, kept }: NonNullable<Report>): Verdict {
  if (moved) return { verdict: 'behind', says: `${says} It has not synced since.` };
  if (kept) return { verdict: 'kept', says: `${says} It keeps it until a person approves.` };
  return { verdict: 'extra', says };
}

const GONE: Readonly<Record<Exclude<EstateState, 'active'>, string>> = {
  removed: 'The school has left; the agent still holds its credential.',
  disabled: 'The school is switched off; the agent still holds its credential.',
  pending: 'The school waits for approval; the agent holds a credential already.',
  absent: 'The school does not use the application; the agent holds a credential all the same.',
};

function whyExtra({ state, hidden, clients }: Seen, { clientId }: EstateHolding): string {
  if (state !== 'active') return GONE[state];
  if (hidden)
    return 'The school is missing from the list, though it has not left; the agent still holds its credential.';
  const client = clients.find(each => each.clientId === clientId);
  if (client?.state === 'suspended') return 'A credential is suspended; the agent still holds it.';
  if (client?.state === 'removed') return 'A credential was taken away; the agent still holds it.';
  if (client) return 'The service does not show a credential now; the agent still holds it.';
  return 'The agent holds a credential that this school never had.';
}

function whyStale({ is }: EstateHolding): string {
  if (is === 'former') return 'The secret was replaced; the agent still holds the former one.';
  return 'The agent holds a secret that this school never had.';
}

function whyMissing(missing: readonly EstateClient[], shown: readonly EstateClient[]): string {
  if (shown.length === 1) return 'The agent does not hold the credential yet.';
  if (missing.length === shown.length) return `The agent does not hold any of the ${shown.length} credentials yet.`;
  return `The agent does not hold ${missing.length} of the ${shown.length} credentials yet.`;
}
