import type { Gun } from './gun.js';
import type { Row } from './table.js';

/** What every benchmark is given. */
export type Bench = {
  readonly quick: boolean;
  readonly gun: Gun;
  /** A folder that is gone after the run. */
  readonly folder: string;
  /** A PKCS#8 PEM in it: peers find their key on disk, as the harness does from its second start on. */
  readonly keyFile: string;
};

export type Benchmark = (bench: Bench) => Promise<readonly Row[]>;
