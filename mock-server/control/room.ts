import type { Addresses } from '../handle.js';
import type { Hatch } from '../hatch.js';
import type { Registry } from '../registry.js';
import type { DemoPort } from './demo/port.js';
import type { EventHubs } from './events/hubs.js';
import type { AgentReports } from './reports.js';
import type { Snapshots } from './snapshots.js';

/** What every route of the control port may reach. */
export type Room = {
  readonly registry: Registry;
  /** Where everything listens; the control port is known once it is bound. */
  readonly addresses: () => Addresses;
  readonly hubs: EventHubs;
  readonly reports: AgentReports;
  /** The guided story, where one is told. */
  readonly demo: DemoPort | undefined;
  readonly snapshots: Snapshots;
  /** The way into the services of this process; undefined where none stand behind the control API. */
  readonly hatch: Hatch | undefined;
  /** OpenAPI of the control API or of an imitated service; made when first asked for. */
  readonly document: (name: 'control' | 'sts' | 'rap') => Promise<unknown>;
};
