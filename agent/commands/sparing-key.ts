// A key program asked no more often than needed: it may be slow, cost money, or stand behind a service that counts.
import type { KeySource } from '../vault/key-source.js';
import type { MasterKey } from '../vault/keys.js';

const firstRestMs = 1_000;
const longestRestMs = 60_000;
/** Asked again within this time, what it gave before seems to open nothing. */
const soonMs = 5 * longestRestMs;

/**
 * For whoever looks at the vault again and again, while its key may be another: one `exec:` program at a time, and after each a rest, during
 * which what it gave counts. The rest doubles to a minute while it is asked again soon. Other sources cost nothing to ask.
 */
export function sparing(source: KeySource): KeySource {
  if (!source.name.startsWith('exec:')) return source;
  let answer: Promise<MasterKey> | undefined;
  let restMs = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = (): Promise<MasterKey> => {
    const now = performance.now();
    restMs = now - askedAt < soonMs ? Math.min(longestRestMs, restMs * 2) : firstRestMs;
    askedAt = now;
    const given = source.open();
    // Forgotten as well, so that the key is kept no longer than that.
    const rest = () => {
      setTimeout(() => {
        answer = undefined;
      }, restMs).unref();
    };
    given.then(rest, rest);
    return given;
  };
  return {
    ...source,
    open: () => {
      answer ??= ask();
      return answer;
    },
  };
}
