import type { Note } from '../answer.js';
import type { Harness } from '../harness.js';
import type { Fault } from '../scenario/index.js';
import type { Broken, Service, SwitchName } from '../switches/index.js';
import type { Incoming, Met } from './incoming.js';

/** The host's own faults first: a stopped web app has no maintenance page (INFRA-02 to INFRA-08). */
export function standingFault({ harness, service }: Incoming): Met | undefined {
  return broken(harness, service) ?? downForMaintenance(harness, service);
}

function broken(harness: Harness, service: Service): Met | undefined {
  const set = harness.switches()['infra.fault'];
  if (set === 'none' || !set.at.includes(service)) return undefined;
  const struck = met(faultFor(set), noteOf(harness, 'infra.fault'));
  return set.kind === 'truncated-200' ? { ...struck, only: 200 } : struck;
}

function faultFor({ kind, seconds }: Broken): Fault {
  switch (kind) {
    case 'stopped-403':
      return { kind: 'stopped' };
    case 'pool-503':
      return { kind: 'status', status: 503 };
    case 'html-502':
      return { kind: 'status', status: 502 };
    case 'html-504':
      return { kind: 'status', status: 504 };
    case 'truncated-200':
      return { kind: 'truncated', form: 'content-length', keep: 0.5 };
    case 'reset':
      return { kind: 'reset' };
    case 'slow':
      return { kind: 'delay', forMs: seconds * 1000 };
  }
}

function downForMaintenance(harness: Harness, service: Service): Met | undefined {
  const switches = harness.switches();
  const set = switches['infra.maintenance'];
  if (set === 'off' || !set.at.includes(service)) return undefined;
  const again = switches['infra.retryAfter'];
  const note = noteOf(harness, 'infra.maintenance', ...(again === 'none' ? [] : (['infra.retryAfter'] as const)));
  if (again === 'none') return met({ kind: 'maintenance', form: set.form, retryAs: 'seconds' }, note);
  return met({ kind: 'maintenance', form: set.form, retryAfter: again.seconds, retryAs: again.as }, note);
}

function met(fault: Fault, note: Note): Met {
  return { fault, mark: fault.kind, note };
}

/** The switches as they are written, which is also all there is to say of the reason. */
function noteOf(harness: Harness, ...names: readonly SwitchName[]): Note {
  const switches = names.map(name => `${name}=${harness.switchTexts()[name]}`);
  return { why: `this weather was set: ${switches.join(', ')}`, switches };
}
