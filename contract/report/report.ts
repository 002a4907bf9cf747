import type { Exchange } from '../../mock-server/index.js';
import type { Finding, Verdict } from '../finding.js';
import type { Level, Requirement } from '../requirement.js';
import type { Leak } from '../secrecy/leak.js';

/** One round of a case, judged. */
export type RoundResult = {
  readonly name: string;
  readonly tells: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The exchanges that the findings name, for reports; no secret in them. */
  readonly exchanges: readonly Exchange[];
  /** The runs of the subject: how they ended, and their last words where something is wrong. */
  readonly runs: readonly {
    readonly name: string;
    readonly exit: number | null;
    readonly ms: number;
    readonly said?: string;
  }[];
  readonly leaks: readonly Leak[];
  readonly ms: number;
};

export type CaseResult = Requirement & {
  readonly verdict: Verdict;
  readonly rounds: readonly RoundResult[];
  /** What was found over all rounds of all cases, such as a secret in an output. */
  readonly overall: readonly Finding[];
  /** The command that plays this case alone again, draw by draw. */
  readonly replay?: string;
  /** It stands in the file of known failures: why, and whether it failed as expected or, to one's surprise, passed. */
  readonly expected?: { readonly comment: string; readonly met: 'known' | 'surprise' | undefined };
  /** It stands in the file of decisions: what a person decided; applied only where the verdict was left to one. */
  readonly decided?: { readonly comment: string; readonly applied: boolean };
  readonly ms: number;
};

/** Figures of the efficiency judge; null where no case has measured it. */
export type Figures = {
  readonly schools: number;
  /** RAP calls of one healthy cycle, and the optimum 2 + N. */
  readonly calls: number;
  readonly optimum: number;
  readonly tokensMade: number;
  /** One, and one more after each expiry. */
  readonly tokensNeeded: number;
  /** Clients calls for schools that had been read in the same cycle. */
  readonly repeated: number;
  readonly connections: number;
  /** Requests that each connection carried, on average. */
  readonly callsPerConnection: number;
  /** On average over a cycle, in real time. */
  readonly callsPerSecond: number;
  /** Most calls in any one second. */
  readonly peakPerSecond: number;
  /** What an integrator can do about it. */
  readonly advice: readonly string[];
};

export type Report = {
  readonly tool: { readonly name: string; readonly version: string; readonly node: string; readonly platform: string };
  readonly startedAt: string;
  readonly ms: number;
  readonly seed: number;
  readonly subject: { readonly name: string; readonly dump: boolean; readonly serve: boolean };
  /** What was chosen of all `of` requirements there are; absent where nobody told. */
  readonly selection?: {
    readonly only: readonly string[];
    readonly skip: readonly string[];
    readonly level: Level | 'all';
    readonly of: number;
  };
  /** `passed` when every `must` that was judged holds, known failures aside, and none of those is a surprise. */
  readonly verdict: 'passed' | 'failed' | 'broken';
  readonly exit: 0 | 1 | 3;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly cases: readonly CaseResult[];
  readonly figures: Figures | null;
  readonly surprises: readonly string[];
  /** What this machine, or the way the agent is reached, kept from being looked at: a noun each, with the reason. */
  readonly limits: readonly string[];
};
