import type { ClauseId } from './clauses.js';

/** A broken `must` fails a run; a broken `should` is a warning. */
export type Level = 'must' | 'should';

export const FAMILIES = ['AUTH', 'SNAP', 'DEL', 'CACHE', 'RES', 'EFF', 'SEC'] as const;
export type Family = (typeof FAMILIES)[number];
export type RequirementId = `${Family}-${number}`;

/** What evidence a judge looks at. `dump` and `serve` are there only when the integrator gave the command. */
export type Evidence = 'wire' | 'counts' | 'times' | 'dump' | 'exit' | 'output' | 'files' | 'serve';

/** One sentence that an agent must or should live up to, and where it comes from. */
export type Requirement = {
  readonly id: RequirementId;
  readonly level: Level;
  /** For an engineer: `The agent …`. */
  readonly says: string;
  /** For a person who reads no code: what a school gains by it. */
  readonly means: string;
  readonly clauses: readonly ClauseId[];
  readonly looksAt: readonly Evidence[];
  /** What to do about it when it fails, in a sentence or two. */
  readonly mend: string;
};

/** The family of a requirement, e.g. SNAP of SNAP-02. */
export function familyOf(id: RequirementId): Family {
  return id.slice(0, id.indexOf('-')) as Family;
}
