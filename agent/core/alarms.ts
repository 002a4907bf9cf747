// What a run as a whole has to tell. Alarms of one site are raised where that site is decided.
import type { Tripped } from './guard.js';
import type { Alarm, Operation } from './operation.js';
import type { Rules } from './policy.js';
import type { Moment } from './retention.js';
import type { RemovalKind, Site, Snapshot } from './snapshot.js';

export type RunFacts = {
  readonly previous: Snapshot;
  readonly sites: readonly Site[];
  readonly operations: readonly Operation[];
  readonly tripped: ReadonlyMap<RemovalKind, Tripped>;
  readonly moment: Moment;
  readonly clockOdd: boolean;
  readonly gaps: boolean;
  readonly noContent: boolean;
};

export function runAlarms(run: RunFacts): Alarm[] {
  const alarms: Alarm[] = [...run.tripped.values()].map(({ guard }) => ({ name: 'guard_tripped', guard }));
  if (run.clockOdd) alarms.push({ name: 'clock_odd' });
  if (run.gaps) alarms.push({ name: 'list_gaps' });
  if (run.noContent) alarms.push({ name: 'no_content' });
  if (run.operations.some(({ guard }) => guard === 'G7')) alarms.push({ name: 'same_secret', guard: 'G7' });
  if (isMassRotation(run.previous, run.operations, run.moment.rules))
    alarms.push({ name: 'mass_rotation', guard: 'G6' });
  if (run.sites.some(site => isOverdue(site, run.moment))) alarms.push({ name: 'hold_overdue' });
  return alarms;
}

const isOverdue = ({ carried }: Site, moment: Moment): boolean =>
  carried?.why === 'held' && moment.now - carried.sinceAt > moment.rules.holdOverdueMs;

/** After a compromise all secrets change at once, and the old ones are dead: so this is applied, and said loudly (W33). */
function isMassRotation(previous: Snapshot, operations: readonly Operation[], rules: Rules): boolean {
  const limit = rules.guards.rotationPercent;
  const rotated = operations.filter(({ op, standing }) => op === 'rotate' && standing === 'apply').length;
  const known = previous.sites.flatMap(site => site.clients).filter(client => client.state === 'active').length;
  return limit !== 'off' && rotated * 100 > limit * known;
}
