import { didYouMean, type World } from '../world/index.js';
import { type Path, type Problem, wrongKey, wrongValue } from './problem.js';
import { read } from './read.js';
import type { Scenario } from './scenario.js';
import type { ScenarioFile } from './schema.js';
import type { StepFile } from './schema-steps.js';
import { senseSchools } from './sense-schools.js';
import { senseStep } from './sense-step.js';
import { senseSync } from './sense-sync.js';

/** Names that live outside the file. What is left out is not checked. */
export type Known = {
  readonly worlds?: readonly string[];
  readonly switches?: readonly string[];
  /** The id the place the scenario lies in asks for. */
  readonly id?: string;
  /** The world a scenario is played in, whose schools it may name; undefined when nobody knows. */
  readonly worldOf?: (scenario: Pick<Scenario, 'world' | 'seed'>) => World | undefined;
};

/** What a schema cannot see: names that must fit each other, and words that together say nothing. */
export function sense(file: ScenarioFile, known: Known = {}): Problem[] {
  const world = known.worldOf?.(read(file));
  const schools = world ? senseSchools(file, world) : [];
  return [...senseNames(file, known), ...senseSteps(file), ...senseSyncs(file), ...schools];
}

function senseNames(file: ScenarioFile, { worlds, switches, id = file.id }: Known): Problem[] {
  const turned: Path[] = [
    ...Object.keys(file.switches ?? {}).map(key => ['switches', key]),
    ...(file.steps ?? []).flatMap((step, i) => Object.keys(step.set ?? {}).map(key => ['steps', i, 'set', key])),
  ];
  const misplaced = `The id "${file.id}" is not the name of the file: write "id: ${id}", or rename the file to ${file.id}.yaml.`;
  return [
    ...(id === file.id ? [] : [wrongValue(['id'], misplaced)]),
    ...(worlds && file.world !== undefined ? unknownName('world', file.world, worlds, ['world']) : []),
    ...turned.flatMap(path => (switches ? unknownName('switch', String(path.at(-1)), switches, path) : [])),
  ];
}

function unknownName(what: string, name: string, known: readonly string[], path: Path): Problem[] {
  if (known.includes(name)) return [];
  const hint = didYouMean(name, known) || ` Known: ${known.join(', ')}.`;
  const say = what === 'world' ? wrongValue : wrongKey;
  return [say(path, `There is no ${what} "${name}".${hint}`)];
}

function senseSteps(file: ScenarioFile): Problem[] {
  const steps = file.steps ?? [];
  const names = steps.map(step => step.name);
  return steps.flatMap((step, i) => {
    const path = ['steps', i];
    const earlier = names.indexOf(step.name);
    const twice = `The name "${step.name}" is taken by step ${earlier + 1}; give this one another.`;
    return [
      ...(earlier < i ? [wrongValue([...path, 'name'], twice)] : []),
      ...reference(step.on.after, step.name, names, [...path, 'on', 'after']),
      ...reference(step.until, step.name, names, [...path, 'until']),
      ...neverArmed(step.name, steps, [...path, 'on', 'after']),
      ...clockChasesItself(step, steps, path),
      ...senseStep(step, file.clock ?? 'manual', path),
    ];
  });
}

function reference(to: string | undefined, from: string, names: readonly string[], path: Path): Problem[] {
  if (to === undefined) return [];
  if (to === from) return [wrongValue(path, `The step "${from}" cannot wait for itself; name another step.`)];
  if (names.includes(to)) return [];
  const others = names.filter(name => name !== from);
  return [wrongValue(path, `There is no step "${to}".${didYouMean(to, others) || ` Steps: ${others.join(', ')}.`}`)];
}

/** Steps that wait for each other in a ring would wait for ever. */
function neverArmed(name: string, steps: readonly { name: string; on: { after?: string } }[], path: Path): Problem[] {
  const afters = new Map(steps.map(step => [step.name, step.on.after]));
  const ring = [name];
  for (let at = afters.get(name); at !== undefined && ring.length <= steps.length; at = afters.get(at)) {
    if (at === name && ring.length > 1) {
      return [wrongValue(path, `These steps wait for each other and never start: ${[...ring, name].join(' after ')}.`)];
    }
    ring.push(at);
  }
  return [];
}

/** A step that repeats by the clock and moves the clock, itself or by what follows it, would set itself off for ever. */
function clockChasesItself(step: StepFile, steps: readonly StepFile[], path: Path): Problem[] {
  if (step.advance === undefined) return [];
  const followed = (s: StepFile) =>
    Object.keys(s.on).join() === 'after' ? steps.find(o => o.name === s.on.after) : undefined;
  let cause: StepFile | undefined = step;
  for (let depth = 0; cause && cause.on.elapsed === undefined && depth < steps.length; depth++) cause = followed(cause);
  if (cause?.on.elapsed === undefined || (cause.times ?? 1) === 1) return [];
  return [
    wrongKey(
      [...path, 'advance'],
      `"${cause.name}" repeats by the clock, so the clock cannot be moved by it; use one of the two.`,
    ),
  ];
}

function senseSyncs(file: ScenarioFile): Problem[] {
  const steps = file.steps ?? [];
  const manual = steps.filter(step => step.on.manual === true).map(step => step.name);
  const resets = steps.some(({ change = [] }) => [change].flat().some(one => 'vendor.secretReset' in one));
  const clock = file.clock ?? 'manual';
  return (file.syncs ?? []).flatMap((sync, i, syncs) =>
    senseSync(sync, { manual, clock, resets, earlier: syncs.slice(0, i) }, ['syncs', i]),
  );
}
