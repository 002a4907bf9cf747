import { exampleFindingOf, findingOf } from './findings.js';
import { familySection } from './page.js';
import { runFamily } from './run.js';
import type { Stage } from './stage.js';
import type { Family } from './ways.js';

/** The section of one family as it is measured here and now, or what would have to be installed first. */
export async function measure(family: Family, stage: Stage): Promise<{ section: string } | { missing: string }> {
  const runs = await runFamily(family, stage);
  if ('missing' in runs) return runs;
  const findings = new Map([...runs.ways].map(([way, of]) => [way, findingOf(of)]));
  return { section: familySection(family, findings, exampleFindingOf(runs.example)) };
}
