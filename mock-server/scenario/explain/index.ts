import type { Scenario } from '../scenario.js';
import { explainStep } from './step.js';
import { explainSync } from './sync.js';
import { byKey, type Naming } from './words.js';

export { explainChange } from './change.js';
export { explainFault } from './fault.js';
export { explainStep } from './step.js';
export { explainSync } from './sync.js';
export type { Naming } from './words.js';

/** One thing that happens or is done: what the machine does, and how its author tells it. */
export type Line = { readonly name?: string; readonly says: string; readonly tells?: string };

/** A scenario in plain English, in pieces. */
export type Explained = {
  readonly id: string;
  readonly title: string;
  readonly tells: string;
  readonly setting: string;
  readonly steps: readonly Line[];
  readonly syncs: readonly Line[];
  readonly proves?: string;
};

/** Tells a scenario in school words. `name` turns the key of a school into what people call it. */
export function explain(scenario: Scenario, name: Naming = byKey): Explained {
  const { id, title, tells, proves, world, seed, clock } = scenario;
  const moved = clock === 'manual' ? 'the clock moves only when told' : 'the real clock';
  return {
    id,
    title,
    tells: tells.trim(),
    setting: `The world "${world}", drawn from seed ${seed}; ${moved}.`,
    steps: scenario.steps.map(step => line(step, explainStep(step, name))),
    syncs: scenario.syncs.map(sync => line(sync, explainSync(sync, name))),
    ...(proves !== undefined && { proves: proves.trim() }),
  };
}

function line({ name, tells }: { name?: string; tells?: string }, says: string): Line {
  return { ...(name !== undefined && { name }), says, ...(tells !== undefined && { tells: tells.trim() }) };
}

/** The same as text for a terminal. */
export function explainScenario(scenario: Scenario, name: Naming = byKey): string {
  const told = explain(scenario, name);
  const parts = [
    `${told.title} (${told.id})`,
    told.tells,
    told.setting,
    chapter('What happens', told.steps),
    chapter('What the agent does, and what must then be true', told.syncs),
    told.proves === undefined ? '' : `Proves: ${told.proves}`,
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function chapter(title: string, lines: readonly Line[]): string {
  if (lines.length === 0) return '';
  const told = lines.map(({ name, says, tells }, i) => {
    const head = `  ${i + 1}. ${name === undefined ? '' : `${name}. `}${says}`;
    return tells === undefined ? head : `${head}\n     ${tells.replaceAll('\n', ' ')}`;
  });
  return [title, ...told].join('\n');
}
