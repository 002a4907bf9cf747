import { flag, list, object, text, whole, words } from '../schema.js';
import { EXCHANGE } from '../shapes.js';

const FAR = Number.MAX_SAFE_INTEGER;
const count = (description: string) => whole(0, FAR, description);
const any = (description: string) => ({ type: 'string', description });
const orNull = <R extends { readonly description: string }>(rule: R) => ({
  anyOf: [rule, { type: 'null' }],
  description: rule.description,
});
/** Every member is needed. */
const complete = (properties: Parameters<typeof object>[0], description?: string) =>
  object(properties, Object.keys(properties), description);

const MOMENT_STATE = words(['waiting', 'playing', 'held', 'failed', 'unreached'], 'How far it is, or how it went');
const SCENE_STATE = words(['waiting', 'playing', 'held', 'failed'], 'How far it is, or how it went');

const ASKED = complete({
  says: text('What was asked'),
  times: whole(1, FAR, 'How often in a row'),
  trouble: orNull(text('What was wrong with the answer; null for nothing')),
});

const HOLDING = complete({
  school: text('Its name'),
  organisationId: text('Its id'),
  holds: list(any('Fingerprint'), 'What the agent holds'),
  truth: list(any('Fingerprint'), 'What is true'),
  mark: words(['same', 'new', 'replaced', 'gone', 'kept', 'wrong'], 'How they compare'),
  says: text('The same in words'),
});

const CHECK = complete({
  says: text('What must be true'),
  held: flag('Whether it is'),
  seen: orNull(any('What was seen instead; null when it held')),
});

const EVENT = complete({ at: count("Epoch ms on the world's clock"), type: text('Kind'), says: any('In words') });

const MOMENT_PROPERTIES = {
  name: text('What it is called'),
  tells: orNull(text("The scenario's own words")),
  run: words(['sync', 'plan', 'approve', 'none'], 'What the agent is asked to do'),
  shown: flag('Whether the story stops here'),
  state: MOMENT_STATE,
  at: orNull(count("Epoch ms on the world's clock when it ended")),
  happened: list(text('A sentence'), 'Cause: what happened at the schools and at the service'),
  asked: list(ASKED, 'Request: what the agent asked'),
  decided: list(text('A sentence'), 'Decision: what it made of it'),
  report: orNull({ type: 'object', description: 'As posted to …/agent-reports' }),
  holdings: list(HOLDING, 'Proof: what it holds beside what is true'),
  converged: orNull(flag('Whether it holds exactly what is true')),
  checks: list(CHECK, 'What the scenario wants to be true'),
  said: orNull(any("The agent's last words, where something did not hold")),
  exchanges: list(EXCHANGE, 'The journal of this moment'),
  events: list(EVENT, 'What happened in the world'),
};
const MOMENT = complete(MOMENT_PROPERTIES);

const SCENE_PROPERTIES = {
  id: text('Its id'),
  title: text('In a few words'),
  scenario: text('The shipped scenario it is made of'),
  cause: text('What it is about'),
  look: text('What to look at'),
  proof: text('What is proven when every moment holds'),
  safe: text('Why that is safe'),
  state: SCENE_STATE,
  world: orNull(text('The id of its world')),
  seed: count('What the world was drawn from'),
  trouble: orNull(text('What kept it from being played')),
};

/** A recorded story, format sims-recording/1. */
export const RECORDING = complete({
  format: words(['sims-recording/1'], 'The format'),
  recordedAt: text('ISO 8601'),
  harness: text('Version of the harness'),
  agent: text('Who played'),
  held: flag('Whether every scene was played and proved what it says'),
  scenes: list(complete({ ...SCENE_PROPERTIES, moments: list(MOMENT, 'In order') }), 'In order'),
});

const HEAD = complete({
  id: text('Its id'),
  title: text('In a few words'),
  state: SCENE_STATE,
  moments: list(
    complete({ name: text('Its name'), shown: flag('Whether the story stops here'), state: MOMENT_STATE }),
    'In order',
  ),
});

export const DEMO_STATE = complete({
  version: count('Grows with every change; give it as `after`'),
  agent: text('Who plays'),
  position: complete({ scene: count('Index of the scene shown'), moment: count('Index of its moment') }),
  picture: count('Which picture of the story is shown, from 1; 0 for one on the way'),
  pictures: count('How many there are'),
  scenes: list(HEAD, 'Every scene'),
  scene: complete(SCENE_PROPERTIES, 'The scene shown'),
  moment: MOMENT,
});
