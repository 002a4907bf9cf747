import type { Asked } from '../asked.js';
import type { Harness } from '../harness.js';
import type { Sight } from '../sight.js';
import type { Arrival } from './entrance.js';

type Passed = {
  readonly harness: Harness;
  readonly arrival: Arrival;
  readonly service: 'sts' | 'rap';
  readonly operation: string;
  readonly asked: Asked;
};

/** The exchange that the journal has just written down, as it was sent. */
export function sightOf({ harness, arrival, service, operation, asked }: Passed, socket: object): Sight {
  return {
    world: harness.id,
    exchange: harness.journal.last(),
    service,
    operation,
    arrivedAt: arrival.startedAt,
    answeredAt: performance.now(),
    connection: numberOf(socket),
    method: asked.method,
    url: arrival.url,
    rawHeaders: asked.rawHeaders,
    body: asked.body,
  };
}

const numbers = new WeakMap<object, number>();
let given = 0;

function numberOf(socket: object): number {
  const known = numbers.get(socket);
  if (known !== undefined) return known;
  given += 1;
  numbers.set(socket, given);
  return given;
}
