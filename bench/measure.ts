/** One of the programs compared; `once` gives one sample, whatever its unit. */
export type Contestant = { readonly name: string; readonly once: () => Promise<number> };

/** Samples by contestant, in order of rounds. */
export type Samples = ReadonlyMap<string, readonly number[]>;

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/**
 * Every contestant once per round, the first of a round changing each time: what the machine does meanwhile then
 * falls on all of them alike, and no one always runs on a warm or a tired machine.
 */
export async function sideBySide(rounds: number, contestants: readonly Contestant[]): Promise<Samples> {
  const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contestants.length;
    for (const { name, once } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      samples.get(name)?.push(await once());
    }
  }
  return samples;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
  return { median, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** Ratios within a round, so that drift between rounds cancels out. */
export function ratios(samples: Samples, one: string, other: string): number[] {
  const others = samples.get(other) ?? [];
  return (samples.get(one) ?? []).map((value, round) => value / (others[round] ?? Number.NaN));
}
