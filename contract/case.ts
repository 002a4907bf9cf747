import type { Act } from './act.js';
import type { Finding } from './finding.js';
import type { Requirement } from './requirement.js';
import type { Seen } from './seen.js';
import type { Weather } from './weather.js';

/**
 * What the subject must be seen to do in a round before anything can speak for it: get a token and read a list
 * (`reads`), ask at all (`asks`), or, where the right thing is to stay away, nothing (`none`).
 */
export type Part = 'reads' | 'asks' | 'none';

/** One world with its weather, what is done in it, and the judge of what was seen. */
export type Round = {
  /** Unique within its case, lower case, fit for a command line. */
  readonly name: string;
  /** In school words: what happens. */
  readonly tells: string;
  readonly weather: Weather;
  readonly acts: readonly Act[];
  readonly part?: Part;
  /** `production`: our own agent waits as it would; otherwise its waits are shrunk. Strangers' agents are as they are. */
  readonly tempo?: 'production';
  /** Pure: everything that is not right; none means it is. */
  readonly judge: (seen: Seen) => readonly Finding[];
};

export type Case = Requirement & {
  readonly rounds: readonly Round[];
  /** Looks at every round of every case that was run, besides its own. */
  readonly overall?: (all: readonly Seen[]) => readonly Finding[];
};
