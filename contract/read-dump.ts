import type { Held } from '../mock-server/index.js';
import type { Store } from './seen.js';
import type { Run } from './subject/subject.js';

/** Reads what the dump command printed: a JSON array of {organisationId, clientId, secretFingerprint}. */
export function readDump({ exit, stdout, timedOut, cut }: Run): Exclude<Store, undefined> {
  if (timedOut) return { unreadable: 'the dump command was still running at the time limit' };
  if (exit !== 0) return { unreadable: `the dump command ended with ${exit ?? 'a signal'}, not 0` };
  if (cut) return { unreadable: 'the dump command printed more than 32 MB' };
  try {
    // Windows programs like to begin with a byte order mark.
    const rows: unknown = JSON.parse(stdout.replace(/^\uFEFF/, ''));
    if (!Array.isArray(rows)) return { unreadable: 'the dump is JSON, but no array' };
    const at = rows.findIndex(row => !isHeld(row));
    if (at === -1) return rows;
    return { unreadable: `row ${at} of the dump lacks organisationId, clientId or secretFingerprint (64 hex digits)` };
  } catch {
    return { unreadable: 'the dump is no JSON: print the array and nothing else on stdout' };
  }
}

function isHeld(row: unknown): row is Held {
  if (typeof row !== 'object' || row === null) return false;
  const { organisationId, clientId, secretFingerprint } = row as Record<string, unknown>;
  return (
    typeof organisationId === 'string' &&
    typeof clientId === 'string' &&
    typeof secretFingerprint === 'string' &&
    /^[0-9a-f]{64}$/i.test(secretFingerprint)
  );
}
