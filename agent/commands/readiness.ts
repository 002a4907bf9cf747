// Whether a process that has this vault can serve from it.
import { day, isoTime } from '../core/time.js';
import { AgentError } from '../errors.js';
import type { Vault } from '../vault/reader.js';
import { clockBehindMs, clockInWords } from './clock.js';

const staleMs = 7 * day;

/**
 * Not ready: no vault that opens, no row that opens, no success for 7 days, or a clock by which that success is still to come. A
 * service that is down changes nothing.
 */
export async function whyNotReady(vault: Vault, now: number): Promise<string | null> {
  try {
    await vault.refresh();
    if (!vault.opened) return 'There is no generation yet.';
    vault.served().next().value?.secret();
    const { createdAt } = vault.opened.header;
    const behindMs = clockBehindMs(createdAt, now);
    if (behindMs > 0) return clockInWords(behindMs);
    return now - createdAt < staleMs ? null : `The last success was at ${isoTime(createdAt)}.`;
  } catch (error) {
    if (error instanceof AgentError) return error.message;
    throw error;
  }
}
