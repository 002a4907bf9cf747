import type { Position, RecordedScene } from '../../mock-server/index.js';

/** A story as a terminal shows it, being played or from a recording. */
export type Telling = {
  readonly agent: string;
  /** The pictures in order: the moments at which the story stops. */
  readonly pictures: readonly Position[];
  scenes(): readonly RecordedScene[];
  /** Settles when the picture can be seen whole. @throws what kept it from being played. */
  show(picture: Position): Promise<void>;
};

export function picturesOf(scenes: readonly RecordedScene[]): Position[] {
  return scenes.flatMap(({ moments }, scene) =>
    moments.flatMap(({ shown }, moment) => (shown ? [{ scene, moment }] : [])),
  );
}
