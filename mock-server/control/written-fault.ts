import type { Fault, Step, Trigger } from '../scenario/index.js';
import { formatDuration } from '../world/index.js';

/** A standing fault in the spelling in which it was sent, with everything left out filled in. */
export function writtenFault({ name, on, fault, times }: Step): object {
  return { name, on: writtenTrigger(on), ...(fault && { fault: written(fault) }), times };
}

function writtenTrigger(on: Trigger): object {
  if (on.kind !== 'request') return {};
  const { kind: _, ...members } = on;
  return members;
}

function written(fault: Fault): object {
  if (fault.kind !== 'delay' && fault.kind !== 'hang') return fault;
  return { kind: fault.kind, ...(fault.forMs !== undefined && { for: formatDuration(fault.forMs) }) };
}
