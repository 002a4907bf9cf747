import type { RecordedMoment, RecordedScene, Recording } from '../../mock-server/index.js';
import { HOSTILE } from '../contract/report/sample.js';

const moment = (changes: Partial<RecordedMoment>): RecordedMoment => ({
  name: 'a sync',
  tells: null,
  run: 'sync',
  shown: true,
  state: 'held',
  at: 1_795_319_877_000,
  happened: ['Oakfield has left.'],
  asked: [{ says: 'Read the list of schools', times: 1, trouble: null }],
  decided: ['Oakfield is not handed out any more.'],
  report: null,
  holdings: [{ school: HOSTILE, organisationId: 'A', holds: [], truth: [], mark: 'gone', says: 'not handed out' }],
  converged: true,
  checks: [{ says: 'It holds what is true', held: true, seen: null }],
  said: null,
  exchanges: [],
  events: [],
  ...changes,
});

const scene = (title: string, moments: readonly RecordedMoment[]): RecordedScene => ({
  id: title,
  title,
  scenario: 'school-removed',
  cause: 'A school stops using the application.',
  look: 'Look at the proof.',
  proof: 'It is not handed out any more.',
  safe: 'Two lists must agree.',
  state: 'held',
  world: 'w',
  seed: 1,
  trouble: null,
  moments,
});

/** Two scenes with a picture each; on the way is a moment that is passed by, and one that was never reached. */
export function sampleRecording(): Recording {
  return {
    format: 'sims-recording/1',
    recordedAt: '2026-02-03T04:05:06.789Z',
    harness: '0.1.0',
    agent: 'sims-agent 0.1.0',
    held: true,
    scenes: [
      scene('A school leaves', [
        moment({ shown: false }),
        moment({ name: 'Oakfield is gone' }),
        moment({ state: 'unreached' }),
      ]),
      scene(`Another ${HOSTILE}`, [moment({ name: 'the second' })]),
    ],
  };
}
