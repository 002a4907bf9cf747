import type { SceneState } from '../../../../control/demo/shape.js';
import type { Tone } from '../../parts/tone.js';

export const SCENE_STATES: Readonly<Record<SceneState, readonly [Tone, string]>> = {
  waiting: ['quiet', 'not played'],
  playing: ['info', 'not finished'],
  held: ['good', 'proven'],
  failed: ['bad', 'failed'],
};
