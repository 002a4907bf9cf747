import { random } from '../world/index.js';
import type { Step } from './scenario.js';
import type { Progress } from './state.js';

/** Draws by name and count, so that a step added to a scenario does not move the luck of the others. */
export function drawn(seed: number, step: Step, { seen }: Progress): boolean {
  const chance = 'chance' in step.on ? step.on.chance : undefined;
  return chance === undefined || random(seed, 'chance', step.name, seen).below(1_000_000) < chance * 1_000_000;
}
