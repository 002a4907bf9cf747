import type { RecordedScene } from '../../mock-server/index.js';
import { paint, printable, type Terminal } from '../terminal.js';
import { wrapped } from './picture.js';

/** What did not hold, with the moment it did not hold in. */
export type Fault = { readonly moment: string; readonly check: string; readonly seen: string | null };

/** A scene and how it went, for people and for programs. */
export type SceneResult = Pick<RecordedScene, 'id' | 'title' | 'scenario' | 'proof' | 'trouble'> & {
  readonly held: boolean;
  readonly runs: number;
  readonly requests: number;
  readonly faults: readonly Fault[];
};

export function resultOf({ id, title, scenario, proof, trouble, state, moments }: RecordedScene): SceneResult {
  const over = moments.filter(moment => moment.at !== null);
  return {
    id,
    title,
    scenario,
    proof,
    held: state === 'held',
    runs: over.length,
    requests: over.reduce((sum, { exchanges }) => sum + exchanges.length, 0),
    faults: over.flatMap(({ name, checks }) =>
      checks.filter(check => !check.held).map(({ says, seen }) => ({ moment: name, check: says, seen })),
    ),
    trouble,
  };
}

/** A line for each scene, what went wrong below it, and the sum. */
export function summaryLines(out: Terminal, results: readonly SceneResult[], width: number): string[] {
  const held = results.filter(each => each.held).length;
  const all = held === results.length;
  return [
    '',
    ...results.flatMap(result => resultLines(out, result, width)),
    '',
    paint(
      out,
      all ? 'green' : 'red',
      `${held} of ${results.length} ${results.length === 1 ? 'scene' : 'scenes'} proven.`,
    ),
  ];
}

function resultLines(out: Terminal, { held, title, proof, faults, trouble, id }: SceneResult, width: number): string[] {
  const mark = held ? paint(out, 'green', '✔') : paint(out, 'red', '✘');
  const text = held ? proof : `NOT PROVEN: ${proof}`;
  const why = [
    ...faults.map(({ moment, check, seen }) => `in "${moment}": ${check}; seen ${seen ?? 'otherwise'}`),
    ...(trouble === null ? [] : [trouble]),
    ...(held ? [] : [`by itself: npx sims-harness demo ${id}`]),
  ];
  return [
    `${mark} ${paint(out, 'bold', title)}`,
    ...wrapped(text, width - 4).map(line => `    ${line}`),
    ...why.flatMap(each => wrapped(printable(each), width - 6)).map(line => `      ${line}`),
  ];
}
