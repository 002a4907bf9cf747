import type { Column, Judged } from './judged.js';

const isBad = (verdict: string | undefined): boolean => verdict === 'failed' || verdict === 'warned';

/** All that speaks against the judge, as sentences; none when each fault is caught by its own case and by no other `must`. */
export function problemsOf(rows: readonly Judged[], cases: readonly Column[]): readonly string[] {
  return [...rows.flatMap(row => problemsOfRow(row, cases)), ...blankColumns(rows, cases)];
}

/** The cases whose verdict on this agent is not the one it should be: what a busy machine may have got wrong, or the judge. */
export function doubtsOf({ caughtBy, verdicts }: Judged, cases: readonly Column[]): readonly Column[] {
  return cases.filter(({ id, level }) => {
    const verdict = verdicts.get(id);
    if (verdict === 'broken') return true;
    if (id === caughtBy) return !isBad(verdict);
    return isBad(verdict) && (caughtBy === undefined || level === 'must');
  });
}

function problemsOfRow(row: Judged, cases: readonly Column[]): readonly string[] {
  const broken = cases
    .filter(({ id }) => row.verdicts.get(id) === 'broken')
    .map(({ id }) => `${row.name}: ${id} is broken`);
  if (row.caughtBy === undefined) {
    const blamed = cases.filter(({ id }) => isBad(row.verdicts.get(id)));
    return [...broken, ...blamed.map(({ id }) => `${row.name} is a good agent, and does not pass ${id}`)];
  }
  const { caughtBy } = row;
  const caught = isBad(row.verdicts.get(caughtBy)) ? [] : [`${row.name} is not caught by ${caughtBy}`];
  const others = cases.filter(({ id, level }) => level === 'must' && id !== caughtBy && isBad(row.verdicts.get(id)));
  return [...broken, ...caught, ...others.map(({ id }) => `${row.name} fails ${id} too, which is not about its fault`)];
}

/** A case that catches nobody has shown nothing. */
function blankColumns(rows: readonly Judged[], cases: readonly Column[]): readonly string[] {
  const wrong = rows.filter(({ caughtBy }) => caughtBy !== undefined);
  return cases
    .filter(({ id }) => !wrong.some(row => row.caughtBy === id && isBad(row.verdicts.get(id))))
    .map(({ id }) => `no wrong agent is caught by ${id}`);
}
