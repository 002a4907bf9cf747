/** What `/api/demo` tells and what a recording of it holds. Types alone: the console reads them too. No secret is in any of it. */
import type { Exchange } from '../../journal/exchange.js';

/** `waiting`: not played yet; `unreached`: an earlier moment of the scene went wrong, so it never came to this one. */
export type MomentState = 'waiting' | 'playing' | 'held' | 'failed' | 'unreached';
export type SceneState = 'waiting' | 'playing' | 'held' | 'failed';

/** One thing that was asked, as many times as it was asked in a row with the same outcome. */
export type Asked = {
  readonly says: string;
  readonly times: number;
  /** What was wrong with the answers; null when nothing was. */
  readonly trouble: string | null;
};

/**
 * How what the agent holds for a school compares with what is true, and with what it held before: `same`, `new`,
 * `replaced` and `gone` are right; `kept`: not what is true, and rightly so, for the agent cannot know or must not act;
 * `wrong`: not what is true, and an expectation of the scenario did not hold.
 */
export type HoldingMark = 'same' | 'new' | 'replaced' | 'gone' | 'kept' | 'wrong';

/** One school: fingerprints of the secrets the agent holds beside those of the secrets that are right. */
export type Holding = {
  readonly school: string;
  readonly organisationId: string;
  readonly holds: readonly string[];
  readonly truth: readonly string[];
  readonly mark: HoldingMark;
  readonly says: string;
};

/** One thing that must be true of the agent after a moment, by the scenario. */
export type Check = {
  readonly says: string;
  readonly held: boolean;
  /** What was seen instead; null when it held. */
  readonly seen: string | null;
};

/** Something that happened in the world, in school words. `at` is epoch ms on its clock. */
export type RecordedEvent = { readonly at: number; readonly type: string; readonly says: string };

/** One run of the agent in a scene, with what came before it and what must be true after it. */
export type RecordedMoment = {
  readonly name: string;
  /** The scenario's own words; null when it has none. */
  readonly tells: string | null;
  readonly run: 'sync' | 'plan' | 'approve' | 'none';
  /** Whether the story stops here; others are played on the way. */
  readonly shown: boolean;
  readonly state: MomentState;
  /** Epoch ms on the world's clock when it ended; null until then. */
  readonly at: number | null;
  /** Cause: what happened at the schools and at the service. */
  readonly happened: readonly string[];
  /** Request: what the agent asked, from the journal. */
  readonly asked: readonly Asked[];
  /** Decision: what the agent made of it. */
  readonly decided: readonly string[];
  /** What it reported, as it was posted to `…/agent-reports`; null when nothing was run. */
  readonly report: Readonly<Record<string, unknown>> | null;
  /** Proof: every school the agent holds or should hold something of, or did so earlier in the scene. */
  readonly holdings: readonly Holding[];
  /** Whether the agent holds exactly what is true; null until its store was read. */
  readonly converged: boolean | null;
  readonly checks: readonly Check[];
  /** The agent's last words, where a check did not hold. */
  readonly said: string | null;
  readonly exchanges: readonly Exchange[];
  readonly events: readonly RecordedEvent[];
};

/** What is told around a scene. */
export type SceneText = {
  readonly id: string;
  readonly title: string;
  /** The shipped scenario it is made of. */
  readonly scenario: string;
  readonly cause: string;
  readonly look: string;
  /** What is proven when every moment holds. */
  readonly proof: string;
  readonly safe: string;
};

export type RecordedScene = SceneText & {
  readonly state: SceneState;
  /** Id of its world, once it has one. */
  readonly world: string | null;
  readonly seed: number;
  /** What kept it from being played; null for nothing. */
  readonly trouble: string | null;
  readonly moments: readonly RecordedMoment[];
};

/** A story once played, in one file. `held`: every scene was played and proved what it says. */
export type Recording = {
  readonly format: 'sims-recording/1';
  /** ISO 8601, the clock of the machine. */
  readonly recordedAt: string;
  /** Version of the harness. */
  readonly harness: string;
  /** Who played: a name, never a command line. */
  readonly agent: string;
  readonly held: boolean;
  readonly scenes: readonly RecordedScene[];
};

/** A scene as the list of scenes shows it. */
export type SceneHead = Pick<RecordedScene, 'id' | 'title' | 'state'> & {
  readonly moments: readonly Pick<RecordedMoment, 'name' | 'shown' | 'state'>[];
};

/** Which picture is shown: indexes of `scenes` and of the scene's `moments`. */
export type Position = { readonly scene: number; readonly moment: number };

/** What `GET /api/demo` answers. */
export type DemoState = {
  /** Grows with everything that changes; give it as `after` to wait for what is newer. */
  readonly version: number;
  readonly agent: string;
  readonly position: Position;
  /** Pictures of the story: how many, and which is shown (0 when it is one on the way). */
  readonly picture: number;
  readonly pictures: number;
  readonly scenes: readonly SceneHead[];
  /** The scene shown without its moments, and the moment shown. */
  readonly scene: Omit<RecordedScene, 'moments'>;
  readonly moment: RecordedMoment;
};
