import { expect, onTestFinished, test } from 'vitest';
import { makeProgress } from '../../agent/commands/progress.js';

/** A sweep of so many schools, one every so many ms. */
function walk(of: number, everyMs: number, redraw = false) {
  const written: string[] = [];
  let now = 0;
  const progress = makeProgress(text => written.push(text), redraw, { monotonic: () => now });
  progress.step(0, of, 2);
  for (let done = 1; done <= of; done++) {
    for (const end = now + everyMs; now < end; ) {
      now += Math.min(1000, end - now);
      progress.tick();
    }
    progress.step(done, of, 2);
  }
  onTestFinished(progress.end);
  return { written, progress };
}

test('When a sweep takes long, then there is a line every tenth of it, without escape codes', () => {
  const { written } = walk(2004, 200);
  expect(written.length).toBeGreaterThanOrEqual(9);
  expect(written.length).toBeLessThan(16);
  expect(written[3]).toMatch(/^clients \d{1,3}(,\d{3})?\/2,004 {2}5\.0\/s {2}2 retries {2}\d:\d\d left\n$/);
  expect(written.join('')).not.toContain('\x1b');
});

test('When nothing moves, then there is a line every 30 s all the same', () => {
  expect(walk(1, 95_000).written).toHaveLength(3);
});

test('When a sweep is over within a second, then nothing is said', () => {
  expect(walk(90, 10).written).toEqual([]);
});

test('When it is a terminal, then one line is redrawn, and a line of the log takes its place', () => {
  const { written, progress } = walk(20, 200, true);
  expect(written[0]).toMatch(/^clients .* left$/);
  expect(written[1]).toContain('\r\x1b[Kclients ');
  progress.write('a line\n');
  progress.end();
  expect(written.at(-1)).toBe('\r\x1b[Ka line\n');
});
