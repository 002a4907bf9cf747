import type { Figures } from './report.js';

/** The figures of a cycle as rows, each with what it is measured by. */
export function figureRows(found: Figures): readonly (readonly [name: string, value: string])[] {
  return [
    ['Calls for one full copy', `${found.calls}; 2 + ${found.schools} = ${found.optimum} are enough`],
    ['Tokens asked for', `${found.tokensMade}; needed ${found.tokensNeeded}`],
    ['Schools asked for again without cause', String(found.repeated)],
    ['Connections', `${found.connections}, with ${found.callsPerConnection} calls each on average`],
    ['Calls a second', `${found.callsPerSecond} on average, ${found.peakPerSecond} at most`],
  ];
}
