import type { IncomingMessage } from 'node:http';
import type { Said } from './turns.js';

const MOST_BODY = 32 * 1024 * 1024;
const EXAMPLE =
  '{"exit": 0, "stdout": "…", "dump": [{"organisationId": "…", "clientId": "…", "secretFingerprint": "…"}]}';

/** Reads what a script tells of a turn, or says what is wrong with it. */
export async function readSaid(
  request: IncomingMessage,
): Promise<(Said & { readonly turn?: number }) | { readonly error: string }> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= MOST_BODY) parts.push(part);
  }
  if (size > MOST_BODY) return { error: 'The body is larger than 32 MB. Leave stdout out.' };
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    return typeof value === 'object' && value !== null ? saidIn({ ...value }) : { error: `Send ${EXAMPLE}` };
  } catch {
    return { error: `The body is no JSON. Send ${EXAMPLE}` };
  }
}

function saidIn(
  value: Readonly<Record<string, unknown>>,
): (Said & { readonly turn?: number }) | { readonly error: string } {
  const { exit, stdout = '', stderr = '', dump, turn } = value;
  if (exit !== null && !(typeof exit === 'number' && Number.isInteger(exit)))
    return { error: `"exit" must be the exit code of the sync, or null when a signal ended it. Send ${EXAMPLE}` };
  if (typeof stdout !== 'string' || typeof stderr !== 'string')
    return { error: '"stdout" and "stderr" must be texts.' };
  if (turn !== undefined && typeof turn !== 'number') return { error: '"turn" must be the number that GET gave.' };
  const text = dump === undefined || typeof dump === 'string' ? dump : JSON.stringify(dump);
  return { exit, stdout, stderr, ...(text !== undefined && { dump: text }), ...(turn !== undefined && { turn }) };
}
