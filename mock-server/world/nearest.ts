/** Damerau-Levenshtein distance (adjacent swaps count once), ignoring case. */
function distance(a: string, b: string): number {
  const s = a.toLowerCase();
  const t = b.toLowerCase();
  let before: number[] = [];
  let above = Array.from({ length: t.length + 1 }, (_, j) => j);
  for (let i = 1; i <= s.length; i++) {
    const row = [i];
    for (let j = 1; j <= t.length; j++) {
      const same = s[i - 1] === t[j - 1] ? 0 : 1;
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && s[i - 1] === t[j - 2] && s[i - 2] === t[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    before = above;
    above = row;
  }
  return above[t.length] ?? 0;
}

/** Nobody mistypes a name so long, and comparing costs its length squared. */
const LONGEST = 200;

/** The known name closest to what was typed, or undefined when nothing is close enough to be meant. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  if (typed.length > LONGEST) return undefined;
  let found: string | undefined;
  let least = Math.max(2, Math.ceil(typed.length / 2)) + 1;
  for (const name of known) {
    // Names of another length are another name: this spares a large world 20,000 comparisons for one typing error.
    if (Math.abs(name.length - typed.length) >= least) continue;
    const d = distance(typed, name);
    // As far as every letter: nothing in common.
    if (d < least && d < Math.max(name.length, typed.length)) {
      least = d;
      found = name;
    }
  }
  return found;
}

/** ` Did you mean "x"?`, or nothing when no known name is near: the tail of many error sentences. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const name = nearest(typed, known);
  return name === undefined ? '' : ` Did you mean "${name}"?`;
}
