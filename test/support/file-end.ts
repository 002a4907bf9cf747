/** What a test file leaves to be undone when its tests are over, newest first: a program before the folder it works in. */
const pending = new Set<() => unknown>();

/**
 * Undoes something when the tests of the file that runs now are over. For helpers that several files share: their modules are
 * loaded once for all files, so an `afterAll` of their own would only be heard by the first. Gives back how to forget it.
 */
export function atFileEnd(undo: () => unknown): () => void {
  pending.add(undo);
  return () => pending.delete(undo);
}

/** Undoes all there is; what fails does not keep the rest from being undone. */
export async function endFile(): Promise<void> {
  const failures: unknown[] = [];
  for (const undo of [...pending].reverse()) {
    pending.delete(undo);
    await Promise.resolve()
      .then(undo)
      .catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'not everything could be undone after the tests of this file');
}
