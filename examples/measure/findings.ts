import { EMPTY_SECRET, GROUPS, MODES, type Mode, vectorCase } from './cases.js';
import type { Run, Runs } from './run.js';
import { beyondAsciiOf, type Form, formOf } from './wire.js';

/** What a group of secrets met in one mode. */
export type Met = {
  readonly group: string;
  readonly passed: 'all' | 'some' | 'none';
  readonly reasons: readonly string[];
};

/** What was learnt about one way. */
export type Finding = {
  readonly form: Form;
  /** What became of a sign beyond ASCII in Basic, where it was not UTF-8. */
  readonly signs: readonly { readonly sign: string; readonly fate: string }[];
  readonly met: Readonly<Record<Mode, readonly Met[]>>;
  /** Whether anybody got in with no secret at all. */
  readonly opensWithoutSecret: boolean;
  /** How often it asked before it gave up on a wrong secret. */
  readonly requests: { readonly at400: number; readonly at401: number };
};

/** What was learnt about a client of `examples/`, which is put to a few cases only: it runs as a whole each time. */
export type ExampleFinding = { readonly form: Form; readonly opened: readonly Mode[] };

/** Pure: what was seen, told apart. */
export function findingOf(runs: Runs): Finding {
  const at = (id: string): Run => runs.get(id) ?? missing(id);
  const [first] = at('spectrum').seen;
  const met = (mode: Mode) =>
    GROUPS.map(group =>
      meet(
        group.name,
        group.vectors.map(v => at(vectorCase(mode, v))),
      ),
    );
  return {
    form: first ? formOf(first) : { kind: 'other' },
    signs: ['é', '€'].flatMap(sign => fateOf(sign, at(`sign ${sign}`))),
    met: { both: met('both'), raw: met('raw'), decoded: met('decoded') },
    opensWithoutSecret: MODES.some(mode => at(vectorCase(mode, EMPTY_SECRET)).isGranted),
    requests: { at400: at('refused 400').seen.length, at401: at('refused 401-basic').seen.length },
  };
}

/** Pure: the same for an example, put to EXAMPLE_CASES. */
export function exampleFindingOf(runs: Runs): ExampleFinding {
  const [first] = runs.get('spectrum')?.seen ?? [];
  return {
    form: first ? formOf(first) : { kind: 'other' },
    opened: MODES.filter(mode => runs.get(vectorCase(mode, 'V09'))?.isGranted),
  };
}

function missing(id: string): never {
  throw new Error(`the case ${id} was not run`);
}

function meet(group: string, runs: readonly Run[]): Met {
  const failed = runs.filter(run => !run.isGranted);
  const passed = failed.length === 0 ? 'all' : failed.length === runs.length ? 'none' : 'some';
  return { group, passed, reasons: [...new Set(failed.map(reasonOf))] };
}

/** The mock's own word for it, or the library's where nothing was sent. */
function reasonOf({ seen, said }: Run): string {
  const last = seen.at(-1);
  return last ? (last.why ?? `status ${last.status}`) : `the library does not send it: ${said.replace('! ', '')}`;
}

function fateOf(sign: string, { seen, said }: Run): { sign: string; fate: string }[] {
  const [first] = seen;
  const fate = first ? beyondAsciiOf(first, sign) : `not sent (${said.replace('! ', '')})`;
  return fate === 'UTF-8' || fate === '' ? [] : [{ sign, fate }];
}
