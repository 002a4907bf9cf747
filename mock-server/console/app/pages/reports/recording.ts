import type { Position, RecordedMoment, RecordedScene, Recording } from '../../../../control/demo/shape.js';
import type { Exchange } from '../../../../journal/exchange.js';
import { flag, list, maybe, members, number, oneOf, orNull, type Read, record, text } from './shape.js';

/** A recorded run of `sims-harness demo --record`, read with the types that the demo writes it by. */
export const FORMAT = 'sims-recording/1';

const exchange: Read<Exchange> = record({
  number,
  at: number,
  durationMs: number,
  service: oneOf('sts', 'rap', 'proxy'),
  operation: text,
  method: text,
  host: maybe(text),
  path: text,
  status: orNull(number),
  bytes: number,
  worldVersion: record({ before: number, after: number }),
  applicationId: maybe(text),
  organisationId: maybe(text),
  clientId: maybe(text),
  authentication: maybe(text),
  token: maybe(text),
  secret: maybe(text),
  switches: maybe(list(text)),
  fault: maybe(text),
  step: maybe(text),
  why: maybe(text),
});

const moment: Read<RecordedMoment> = record({
  name: text,
  tells: orNull(text),
  run: oneOf('sync', 'plan', 'approve', 'none'),
  shown: flag,
  state: oneOf('waiting', 'playing', 'held', 'failed', 'unreached'),
  at: orNull(number),
  happened: list(text),
  asked: list(record({ says: text, times: number, trouble: orNull(text) })),
  decided: list(text),
  report: orNull(members),
  holdings: list(
    record({
      school: text,
      organisationId: text,
      holds: list(text),
      truth: list(text),
      mark: oneOf('same', 'new', 'replaced', 'gone', 'kept', 'wrong'),
      says: text,
    }),
  ),
  converged: orNull(flag),
  checks: list(record({ says: text, held: flag, seen: orNull(text) })),
  said: orNull(text),
  exchanges: list(exchange),
  events: list(record({ at: number, type: text, says: text })),
});

const scene: Read<RecordedScene> = record({
  id: text,
  title: text,
  scenario: text,
  cause: text,
  look: text,
  proof: text,
  safe: text,
  state: oneOf('waiting', 'playing', 'held', 'failed'),
  world: orNull(text),
  seed: number,
  trouble: orNull(text),
  moments: list(moment),
});

export const readRecording: Read<Recording> = record({
  format: oneOf(FORMAT),
  recordedAt: text,
  harness: text,
  agent: text,
  held: flag,
  scenes: list(scene),
});

/** What Next and Back go through: the moments at which the story stops, those aside that it never came to. Pure. */
export function picturesOf({ scenes }: Recording): readonly Position[] {
  return scenes.flatMap(({ moments }, scene) =>
    moments.flatMap(({ shown, state }, moment) => (shown && state !== 'unreached' ? [{ scene, moment }] : [])),
  );
}

/** The picture after a place, or before it; undefined at the ends. Pure. */
export function turned(pictures: readonly Position[], from: Position, way: 'next' | 'back'): Position | undefined {
  const side = (each: Position) => each.scene - from.scene || each.moment - from.moment;
  return way === 'next' ? pictures.find(each => side(each) > 0) : pictures.findLast(each => side(each) < 0);
}
