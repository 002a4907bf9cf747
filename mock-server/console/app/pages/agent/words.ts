import type { Tone } from '../../parts/tone.js';
import type { Told } from './report.js';

/** What the exit codes of `sims-agent` mean (docs/agent.md). */
const OWN: Readonly<Record<number, string>> = {
  0: 'All went well: what the agent read was stored.',
  1: 'Something unexpected happened; the last good copy is untouched.',
  2: 'This was a plan only: there are changes that the next sync would make.',
  3: 'What could be read was stored. Some schools could not be read; the last good copy of those is kept, and they are read again next time.',
  4: 'The service said something that looks like an accident, so some of it waits for a person. Everything that waits goes on working as before.',
  5: 'The service refused the credentials of the agent. Nothing was changed; schools go on working from the last good copy.',
  6: 'The service is down or cannot be understood, so nothing was changed: an outage never removes a school.',
  11: 'Another run of the agent was at work, so this one did nothing.',
  12: 'The store or its key could not be opened, so no request was sent.',
  64: 'The command was not understood; nothing was sent.',
  78: 'The settings are wrong; nothing was sent.',
  130: 'Somebody stopped it; the last good copy is untouched.',
  143: 'It was stopped; the last good copy is untouched.',
};

/** How a sync ended, in a badge and in a sentence. */
export function endOf({ agent, exit, held, isSync }: Told): { tone: Tone; word: string; means: string } {
  if (!isSync) return { tone: 'quiet', word: 'store', means: 'The agent said what it holds; no sync was told of.' };
  const means =
    exit === null || exit === undefined ? undefined : agent.startsWith('sims-agent') ? OWN[exit] : undefined;
  if (exit === null) return { tone: 'bad', word: 'stopped', means: 'A signal ended it. What it stored before counts.' };
  if (held.length > 0 || (exit === 4 && means !== undefined))
    return { tone: 'warn', word: 'held', means: means ?? 'Part of it waits for a person.' };
  if (exit === undefined) return { tone: 'quiet', word: 'reported', means: 'The agent did not say how it ended.' };
  if (exit === 0) return { tone: 'good', word: 'done', means: means ?? 'All went well, says the agent.' };
  if (means !== undefined && (exit === 2 || exit === 3))
    return { tone: 'info', word: exit === 2 ? 'plan' : 'in part', means };
  return {
    tone: 'bad',
    word: `exit ${exit}`,
    means: means ?? `It ended with ${exit}: by custom, something went wrong.`,
  };
}

/** Calls beside the least there could be, in a sentence. */
export function callsInWords({ calls }: Told): { tone: Tone; says: string } {
  const { lists, clients, optimum } = calls;
  const made = lists + clients;
  if (made === 0) return { tone: 'quiet', says: 'No calls came here since the report before this one.' };
  const schools = optimum - 2;
  const least = `a full sync of ${schools} ${schools === 1 ? 'school' : 'schools'} needs at least ${optimum}`;
  if (made === optimum)
    return { tone: 'good', says: `Exactly what is needed: two lists, and one call for each school.` };
  if (made < optimum)
    return { tone: 'info', says: `Fewer than a full sync: ${least}. It looked at part of it, or stopped early.` };
  const why = calls.refused > 0 ? ` ${calls.refused} were refused, and refused calls are tried again.` : '';
  const over = made - optimum;
  return {
    tone: 'warn',
    says: `${over} more than needed: ${least}.${why} Several syncs before one report add up, too.`,
  };
}
