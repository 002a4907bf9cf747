import { CASES, type Case, type CaseResult, CLAUSES, type Report } from '../../contract/index.js';
import type { Scenario } from '../../mock-server/index.js';
import { EXIT } from '../exit-codes.js';
import type { ProveReport } from '../prove/reports.js';
import type { Tool } from '../tool.js';
import { groundsOfCase, groundsOfScenario, type RestsOn, restsOn } from './grounds.js';
import { type LedgerRow, STANDINGS, type Standing, weakestOf } from './ledger.js';
import type { Picture } from './pictures.js';
import { proverOf } from './prover.js';

/** Whether a report was made for this pack or before it. */
export type Origin = 'played' | 'given';

/** A file beside the page, and what it held when the pack was made. */
export type Digest = { readonly name: string; readonly says: string; readonly sha256: string };

/** What a pack is made of. */
export type Parts = {
  readonly tool: Tool;
  readonly madeAt: Date;
  readonly contract: { readonly report: Report; readonly origin: Origin };
  readonly prove: { readonly report: ProveReport; readonly origin: Origin };
  /** The shipped scenarios that were played. */
  readonly scenarios: readonly Scenario[];
  /** The ids of all that are shipped. */
  readonly shipped: readonly string[];
  /** Empty where docs/fidelity.md is not at hand. */
  readonly ledger: readonly LedgerRow[];
  readonly pictures: readonly Picture[];
};

/** A clause of the vendor's documents with what speaks for it. */
export type ClauseShown = {
  readonly clause: (typeof CLAUSES)[number];
  readonly cases: readonly CaseResult[];
  /** Scenarios that defend one of these requirements. */
  readonly proofs: readonly { readonly id: string; readonly held: boolean }[];
};

export type Pack = Parts & {
  readonly exit: 0 | 1 | 3;
  readonly clauses: readonly ClauseShown[];
  /** By scenario and by requirement: those that were played. */
  readonly scenarioGrounds: ReadonlyMap<string, RestsOn>;
  readonly caseGrounds: ReadonlyMap<string, RestsOn>;
  /** Behaviours of the ledger by the weakest they rest on. */
  readonly standings: Readonly<Record<Standing, number>>;
};

export function packOf(parts: Parts): Pack {
  const { contract, prove, scenarios, ledger } = parts;
  const known = new Map(scenarios.map(each => [each.id, each]));
  const grounds = (found: Parameters<typeof restsOn>[0]) => restsOn(found, ledger);
  return {
    ...parts,
    exit: exitOf(contract.report, prove.report),
    clauses: CLAUSES.map(clause => {
      const cases = contract.report.cases.filter(each => each.clauses.includes(clause.id));
      const ids = new Set<string>(asking(clause.id).map(({ id }) => id));
      const proofs = prove.report.proofs.filter(({ id }) => known.get(id)?.defends.some(each => ids.has(each)));
      return { clause, cases, proofs };
    }),
    scenarioGrounds: new Map(
      prove.report.proofs.flatMap(({ id }) => {
        const scenario = known.get(id);
        return scenario ? [[id, grounds(groundsOfScenario(scenario))]] : [];
      }),
    ),
    caseGrounds: new Map(
      contract.report.cases.flatMap(({ id }) => {
        const played = CASES.find(each => each.id === id);
        return played ? [[id, grounds(groundsOfCase(played))]] : [];
      }),
    ),
    standings: Object.fromEntries(
      STANDINGS.map(standing => [standing, ledger.filter(row => weakestOf(row) === standing).length]),
    ) as Record<Standing, number>,
  };
}

/** The requirements that come from a clause, judged or not. */
const asking = (clause: (typeof CLAUSES)[number]['id']): readonly Case[] =>
  CASES.filter(each => each.clauses.includes(clause));

function exitOf(contract: Report, prove: ProveReport): Pack['exit'] {
  const judged = judgedExit(contract);
  if (judged !== EXIT.fine) return judged;
  return prove.proofs.length > 0 && prove.proofs.every(({ held }) => held) ? EXIT.fine : EXIT.failed;
}

function judgedExit({ exit, cases }: Report): Pack['exit'] {
  if (exit === EXIT.couldNotRun) return EXIT.couldNotRun;
  return exit === EXIT.fine && cases.length > 0 ? EXIT.fine : EXIT.failed;
}

/** What came out for the product alone: of scenarios that another program played it knows nothing. */
export function productExit(pack: Pack): Pack['exit'] {
  return proverOf(pack) === 'product' ? pack.exit : judgedExit(pack.contract.report);
}

/** An assumption of the mock, with what was played on it. */
export type Assumption = {
  readonly row: LedgerRow;
  readonly scenarios: readonly string[];
  readonly cases: readonly string[];
};

/** The assumptions that what was played rests on, in the order of the ledger. */
export function assumptionsOf({ ledger, scenarioGrounds, caseGrounds }: Pack): Assumption[] {
  const resting = (grounds: ReadonlyMap<string, RestsOn>, row: LedgerRow) =>
    [...grounds].filter(([, { assumed }]) => assumed.includes(row)).map(([id]) => id);
  return ledger
    .map(row => ({ row, scenarios: resting(scenarioGrounds, row), cases: resting(caseGrounds, row) }))
    .filter(({ scenarios, cases }) => scenarios.length + cases.length > 0);
}

/** What of all there is was not played; empty where everything was. */
export function leftOut({ contract, prove, shipped }: Parts): { cases: string[]; scenarios: string[] } {
  const judged = new Set<string>(contract.report.cases.map(({ id }) => id));
  const proven = new Set(prove.report.proofs.map(({ id }) => id));
  return {
    cases: CASES.map(({ id }) => id).filter(id => !judged.has(id)),
    scenarios: shipped.filter(id => !proven.has(id)),
  };
}
