// Reading the vault, whatever carries it: pointer, generation, seal. No HTTP client is in the import graph of this file.
import { StoreUnreadable } from '../errors.js';
import type { Store } from '../ports.js';
import { assertReaches, isOlderThanAudit } from './audit.js';
import { differenceOf, type Generation, readGenerationFile } from './generation.js';
import type { MasterKey } from './keys.js';
import { isNamed, readPointer, tampered } from './signed.js';

const attempts = 3;

/** A verified generation, and the signed line that named it. */
export type Opened = Generation & { readonly line: string };

/**
 * The current generation, verified whole; null when nothing was ever committed, and then no key is asked for. A writer may clean
 * up between pointer and generation: then the pointer is read again. What is older than `known` is never taken (V7).
 */
export async function readCurrent(
  store: Store,
  openKey: () => Promise<MasterKey>,
  known: Opened | null = null,
): Promise<Opened | null> {
  for (let attempt = 1; ; attempt++) {
    if (known && (await store.current()) === known.line) return known;
    // Read before the pointer: then it speaks of no later generation, unless an old pointer was put back.
    const [lastAudit] = await store.audit('last');
    const line = await store.current();
    if (line === null && !known) return null;
    if (line === null) throw tampered(`${wentBack}: there is none any more`);
    const master = await openKey();
    const pointer = readPointer(line, master);
    const bytes = await store.generation(pointer);
    if (bytes && !isNamed(bytes, pointer)) throw tampered('the generation is not the one the pointer names');
    const generation = bytes && readGenerationFile(bytes, master);
    if (generation && generation.header.generation !== pointer.generation)
      throw tampered('the file holds another generation');
    if (generation && isOlderThanAudit(lastAudit, generation)) throw tampered(wentBack);
    // Read again: what was read first may be older than the generation.
    if (generation) assertReaches((await store.audit('last'))[0], generation);
    if (generation && known) assertFollows(generation, known);
    if (generation) return { ...generation, line };
    if (attempt === attempts)
      throw new StoreUnreadable(
        'file_missing',
        `The generation ${pointer.file} is missing from the vault. Restore the vault, or move it aside and sync anew.`,
      );
  }
}

const wentBack = 'its generation went back';

/**
 * Refuses a step back. The fingerprint key is as old as the vault (V3), so it tells one vault from another: a new one, synced in the
 * place of one that was moved aside, begins at generation 1 and is taken all the same. It must be of the same upstream and written
 * later, or the old one put back in its turn would pass for new.
 */
function assertFollows(found: Generation, known: Generation): void {
  const isSame = found.keys.fingerprint.equals(known.keys.fingerprint);
  if (isSame && found.header.generation < known.header.generation) throw tampered(wentBack);
  if (isSame) return;
  const isElsewhere = differenceOf(known.header.upstream, found.header.upstream) !== null;
  if (isElsewhere || found.header.createdAt <= known.header.createdAt)
    throw tampered(
      'another vault stands in its place, of another upstream or no younger; if it is meant, restart this program',
    );
}
