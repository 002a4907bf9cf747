import { HarnessError } from './errors.js';
import type { WorldOptions } from './registry.js';
import type { HarnessOptions } from './start.js';
import { didYouMean } from './world/index.js';

/** By name, so that the compiler misses none. */
type Names<T> = { readonly [N in keyof Required<T>]: true };

const OF_THE_START: Names<Omit<WorldOptions, 'id'>> = {
  world: true,
  seed: true,
  clock: true,
  scenario: true,
  switches: true,
};

/** Everything that `newWorld` takes. */
export const WORLD_OPTIONS: Names<WorldOptions> = { id: true, ...OF_THE_START };

/** Everything that `startHarness` takes. */
export const HARNESS_OPTIONS: Names<HarnessOptions> = {
  ...OF_THE_START,
  host: true,
  stsPort: true,
  rapPort: true,
  controlPort: true,
  console: true,
  demo: true,
  sts: true,
  https: true,
  intercept: true,
  environment: true,
  keyFolder: true,
  tlsFolder: true,
  onEvent: true,
  onSight: true,
  onBug: true,
};

/** JavaScript has no compiler to find a mistyped name, which would leave the default in force. @throws HarnessError */
export function refuseUnknownOptions(options: object, known: Readonly<Record<string, true>>, taker: string): void {
  const stranger = Object.keys(options).find(name => !Object.hasOwn(known, name));
  if (stranger === undefined) return;
  const names = Object.keys(known);
  const hint = didYouMean(stranger, names) || ` Options: ${names.join(', ')}.`;
  throw new HarnessError('HARNESS_OPTION', `${taker} knows no option "${stranger}".${hint}`);
}
