import type { Control, Served } from './subject/subject.js';

/** Uses an application so many times, for one school after another, within the time limit. Resolves to how many answers were good. */
export async function useTimes(
  served: Served,
  schools: readonly string[],
  times: number,
  { timeoutMs, stop }: Control,
): Promise<number> {
  const until = performance.now() + timeoutMs;
  let good = 0;
  for (let n = 0; n < times && performance.now() < until; n += 1) {
    stop.throwIfAborted();
    const status = await served.use(schools[n % schools.length] ?? '');
    if (status >= 200 && status < 300) good += 1;
  }
  return good;
}
