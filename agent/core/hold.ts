// What a person is asked to approve, as a text that only changes when the held operations change.
import type { Operation } from './operation.js';
import { byText } from './snapshot.js';

/** SHA-256 in hex, lent by the caller: the heart imports nothing. */
export type Digest = (text: string) => string;

/** Held by a guard a person can release. Contradictions end upstream, not by approval (W17, W36, W37). */
const approvable = new Set(['G1', 'G2', 'G3', 'G4', 'G5', 'G7']);

const awaitsApproval = ({ standing, guard, client }: Operation): boolean =>
  standing === 'held' && client !== null && guard !== undefined && approvable.has(guard);

/**
 * The held operations in order: guard, operation, organisation, client, old fingerprint. No time, no generation and no additions,
 * so an unrelated new school does not void an approval; one more school leaving does.
 */
export function holdText(operations: readonly Operation[]): { readonly text: string; readonly count: number } {
  const lines = operations
    .filter(awaitsApproval)
    .map(({ guard, op, organisation, client, oldFp }) =>
      JSON.stringify([guard, op === 'keep' ? 'suspend' : op, organisation, client, oldFp ?? null]),
    );
  return { text: lines.sort(byText).join('\n'), count: lines.length };
}
