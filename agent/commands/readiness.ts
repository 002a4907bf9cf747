// Whether a process that has this vault can serve from it.
import { day } from '../core/rest.js';
import { AgentError } from '../errors.js';
import type { Vault } from '../vault/reader.js';
import { isoTime } from './describe.js';

const staleMs = 7 * day;

/** Not ready: no vault that opens, no row that opens, or no success for 7 days. A service that is down changes nothing. */
export async function whyNotReady(vault: Vault, now: number): Promise<string | null> {
  try {
    await vault.refresh();
    if (!vault.opened) return 'There is no generation yet.';
    vault.served().next().value?.secret();
    const { createdAt } = vault.opened.header;
    return now - createdAt < staleMs ? null : `The last success was at ${isoTime(createdAt)}.`;
  } catch (error) {
    if (error instanceof AgentError) return error.message;
    throw error;
  }
}
