import type { Control, Served } from './subject/subject.js';

/** How often an application was used, and how many of its answers were good (2xx). */
export type Uses = { readonly asked: number; readonly good: number };

/** Uses an application so many times, for one school after another, or as often as the time limit lets it. */
export async function useTimes(
  served: Served,
  schools: readonly string[],
  times: number,
  { timeoutMs, stop }: Control,
): Promise<Uses> {
  const until = performance.now() + timeoutMs;
  let asked = 0;
  let good = 0;
  while (asked < times && performance.now() < until) {
    stop.throwIfAborted();
    const status = await served.use(schools[asked % schools.length] ?? '');
    asked += 1;
    if (status >= 200 && status < 300) good += 1;
  }
  return { asked, good };
}
