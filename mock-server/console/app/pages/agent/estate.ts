import type { Estate, EstateSchool } from '../../../../control/estate/shape.js';
import { get, inWorld } from '../../api.js';

/** A school for which the agent does not hold what is true. */
export type Difference = Pick<EstateSchool, 'key' | 'name' | 'organisationId' | 'verdict' | 'says'>;

/** How what the agent holds compares with what is true. */
export type Convergence = {
  readonly stamp: string;
  readonly agent: Estate['agent'];
  readonly differences: ReadonlyMap<string, Difference>;
};

/** Reads the comparison; with an earlier one, only what has changed since is asked for. @throws ApiError */
export async function readConvergence(world: string, earlier: Convergence | undefined): Promise<Convergence> {
  const differences = new Map(earlier?.differences);
  for (let offset = 0; ; ) {
    const query = new URLSearchParams({ offset: String(offset), ...(earlier && { since: earlier.stamp }) });
    const page = await get<Estate>(inWorld(world, `/estate?${query}`));
    if (page.whole && offset === 0) differences.clear();
    for (const { key, name, organisationId, verdict, says } of page.schools) {
      if (verdict === 'same' || verdict === 'unreported') differences.delete(key);
      else differences.set(key, { key, name, organisationId, verdict, says });
    }
    offset += page.schools.length;
    const { stamp, agent } = page;
    if (offset >= page.total || page.schools.length === 0) return { stamp, agent, differences };
  }
}
