import { join } from 'node:path';
import type { WorldHandle } from '../mock-server/index.js';
import type { Round } from './case.js';
import type { Environment } from './subject/subject.js';

/** What of a round settles how long our own agent waits. */
export type Tempo = Pick<Round, 'tempo' | 'weather'>;

type Home = {
  readonly home: string;
  readonly state: string;
  /** The file that `waitsIn` was written to. */
  readonly policy: string;
  /** What whoever uses the running application will show it. */
  readonly useBearer: string;
};

/** Waits of our own agent made short; the rules it follows stay the same. Other agents do not know this file. */
const SHORT_WAITS = {
  emptyListConfirmMs: 50,
  rests: 'off',
  pausesAcrossRuns: 'off',
  dailyBudget: 'off',
  breaker: { openMs: 50 },
  connectTimeoutMs: 2_000,
  headersTimeoutMs: 1_000,
  bodyTimeoutMs: 1_000,
};
const NO_PACE = { requestsPerSecond: 'off', retryBaseMs: 5, retryCapMs: 50 };
/** Where silence is part of the weather each of its tries is waited out. */
const NO_PATIENCE = { headersTimeoutMs: 300 };

/** The waits of our own agent in a round, as its policy file has them. */
export const waitsIn = ({ tempo, weather }: Tempo) => ({
  ...SHORT_WAITS,
  ...(tempo !== 'production' && NO_PACE),
  ...(weather.steps?.some(({ fault }) => fault?.kind === 'hang') && NO_PATIENCE),
});

/** What a subject finds in its environment: its own surroundings, and the variables of the harness in place of any SIMS_*. */
export function environmentFor(world: WorldHandle, { home, state, policy, useBearer }: Home): Environment {
  return {
    ...surroundings(),
    SIMS_AGENT_POLICY: policy,
    SIMS_AGENT_KEY: `file:${join(home, 'agent.key')}`,
    SIMS_AGENT_BEARER: 'env:SIMS_USE_BEARER',
    SIMS_USE_BEARER: useBearer,
    ...agentSettings(),
    ...world.variables(),
    SIMS_STATE_DIR: state,
    NO_COLOR: '1',
  };
}

/** A program may need anything to run; what could point it at another service is left out. */
function surroundings(): Record<string, string> {
  const loopback = ['localhost', '127.0.0.1', '::1'];
  const around = entries(name => !/^SIMS_/i.test(name));
  const direct = [around['NO_PROXY'] ?? around['no_proxy'], ...loopback].filter(Boolean).join(',');
  return { ...around, NO_PROXY: direct, no_proxy: direct };
}

/** Settings of our own agent that somebody made on purpose, such as a vault in PostgreSQL. */
const agentSettings = () => entries(name => /^SIMS_(?:AGENT_|VAULT$|AUTH_STYLE$)/.test(name));

function entries(keep: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value !== undefined && keep(name) ? [[name, value]] : [])),
  );
}
