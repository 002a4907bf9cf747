import type { DemoPort } from './control/demo/port.js';
import { HarnessError } from './errors.js';
import type { HarnessEvent } from './events.js';
import type { WorldOptions } from './registry.js';
import type { Sight } from './sight.js';
import type { StsKind } from './switches/rfc-server.js';
import { didYouMean, type Environment } from './world/index.js';

/** How a harness is started. Everything may be left out. */
export type HarnessOptions = Omit<WorldOptions, 'id'> & {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Ports; 0, the default, takes any free one. */
  readonly stsPort?: number;
  readonly rapPort?: number;
  /** Null: no control port at all. */
  readonly controlPort?: number | null;
  /** Whether the control port has the console, a page for a browser. Default: yes. */
  readonly console?: boolean;
  /** A guided story that the control API and the console offer. Default: none. */
  readonly demo?: DemoPort;
  /** Which token server: `sims` (default), the vendor's dialect, or `rfc6749`, which follows the RFCs to the letter. */
  readonly sts?: StsKind;
  /** Whether STS and RAP speak TLS, with a certificate of the user's own development CA. Default: plain http. */
  readonly https?: boolean;
  /** Port of the proxy by which the vendor's own addresses reach this mock; 0 takes any free one. Default: no proxy. */
  readonly intercept?: number;
  /** Whose addresses and credentials the ready record and the variables tell; default: of the world's first application. */
  readonly environment?: Environment;
  /** Where signing keys are kept between starts; default: the user's own data folder. */
  readonly keyFolder?: string;
  /** Where the development CA is kept; default: the same folder. */
  readonly tlsFolder?: string;
  /** Told of everything that happens in the first world, from its first moment on: its clock runs before the start is over. */
  readonly onEvent?: (event: HarnessEvent) => void;
  /** Shown every exchange as it was sent, with its secrets: for judges in the same process, which must not let them out. */
  readonly onSight?: (sight: Sight) => void;
  /** Told of a bug of ours while serving; default: the stack goes to stderr. */
  readonly onBug?: (error: unknown) => void;
};

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
