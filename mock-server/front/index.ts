import type { Answer } from '../answer.js';
import type { Switches } from '../switches/index.js';
import { hostHeaders } from './affinity.js';
import type { Incoming, Met } from './incoming.js';
import { keyRefusal } from './keys.js';
import { limitOf } from './limits.js';
import { unknownOperation } from './management.js';
import { standingFault } from './weather.js';

/** Whether any switch puts something in front of a service. Settled once for each set of switches. */
const shapes = new WeakMap<Switches, boolean>();

export function isOpen(switches: Switches): boolean {
  let open = shapes.get(switches);
  if (open === undefined) {
    open =
      switches['infra.maintenance'] === 'off' &&
      switches['infra.fault'] === 'none' &&
      switches['infra.throttle'] === 'off' &&
      switches['infra.apim'] !== 'rap' &&
      switches['infra.apimQuota'] === 'off';
    shapes.set(switches, open);
  }
  return open;
}

/**
 * The standing weather of the switches, from the outside in: API management and its limits, the host, the service's
 * own maintenance. Undefined lets the request through.
 */
export function meet(incoming: Incoming): Met | undefined {
  const refused = gateway(incoming);
  if (refused) return { answer: refused, mark: undefined, note: refused.note ?? {} };
  return limitOf(incoming) ?? standingFault(incoming);
}

/** INFRA-20: API management before RAP, where a switch puts it there. What it does not know it does not forward. */
function gateway({ harness, asked, service, known }: Incoming): Answer | undefined {
  if (service !== 'rap' || harness.switches()['infra.apim'] !== 'rap') return undefined;
  if (known) return keyRefusal(harness, asked);
  return unknownOperation({ why: 'API management has no such operation', switches: ['infra.apim=rap'] });
}

/** The answer of a service as it leaves the host it runs on. */
export function fromHost(answer: Answer, { harness, asked, service }: Incoming): Answer {
  if (harness.switches()['infra.serverHeaders'] === 'none') return answer;
  return { ...answer, headers: [...answer.headers, ...hostHeaders(harness, asked, service)] };
}

export type { Incoming, Met } from './incoming.js';
export { throttled } from './management.js';
export { httpSys, maintenance, maintenancePage, ofStatus, stoppedApp } from './pages.js';
