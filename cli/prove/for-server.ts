import { idleSwitch, type Scenario, type Step, type StsKind } from '../../mock-server/index.js';

/**
 * A scenario as far as it can be played on this token server. One that goes on to a way of the vendor's which the RFCs
 * do not have is played until then, and says where it stops; what was proven is true all the same.
 */
export function forServer(scenario: Scenario, sts: StsKind): Scenario {
  const strange = scenario.steps.filter(step => strangeIn(step, sts) !== undefined);
  const end = scenario.syncs.findIndex(sync => strange.some(step => sync.fire.includes(step.name)));
  // From the first sync on there is nothing to play: the harness refuses the step, and says why.
  if (end < 1) return scenario;
  const later = new Set(scenario.syncs.slice(end).flatMap(sync => sync.fire));
  const setting = strange.map(step => strangeIn(step, sts)).find(found => found !== undefined);
  const { syncs, steps } = scenario;
  return {
    ...scenario,
    proves: `Played as far as this token server goes, ${end} of ${syncs.length} runs; from there it is about ${setting}, of the vendor's dialect.`,
    syncs: syncs.slice(0, end),
    steps: steps.filter(step => !later.has(step.name)),
  };
}

/** The first setting of a step that this token server would not heed. */
function strangeIn({ set = {} }: Step, sts: StsKind): string | undefined {
  const found = Object.entries(set).find(([name, value]) => idleSwitch(sts, name, String(value)) !== undefined);
  return found && `${found[0]}=${String(found[1])}`;
}
