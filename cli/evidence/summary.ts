import { hasOpenSecurityIssue, toldOf } from '../../contract/index.js';
import { assumptionsOf, type Digest, leftOut, type Pack } from './pack.js';
import { proverOf } from './prover.js';

/** The form of evidence.json and of `--json`; another number where a reader of this one would go wrong. */
export const EVIDENCE_FORMAT = 'sims-evidence/1';

/** The pack for programs: what came out, and where to look. No secret in it. */
export function summaryOf(pack: Pack, files: readonly Digest[]) {
  const { contract, prove, exit, tool, madeAt, clauses, standings } = pack;
  const { subject, seed, startedAt, verdict, counts, cases, tool: judge } = contract.report;
  const decided = cases.flatMap(each =>
    each.decided && toldOf(each) === 'decided' ? { id: each.id, comment: each.decided.comment } : [],
  );
  const { proofs } = prove.report;
  const resting = (grounds: Pack['caseGrounds']) =>
    [...grounds].map(([id, { weakest, facts, own }]) => ({ id, weakest, facts, own }));
  return {
    format: EVIDENCE_FORMAT,
    tool,
    madeAt: madeAt.toISOString(),
    exit,
    held: exit === 0,
    openSecurityFindings: hasOpenSecurityIssue(contract.report),
    contract: { origin: contract.origin, tool: judge, startedAt, seed, subject, verdict, counts, decided },
    prove: {
      origin: prove.origin,
      tool: prove.report.tool,
      startedAt: prove.report.startedAt,
      subject: prove.report.subject,
      /** `product`, `own` (the agent of this package) or `another`. */
      prover: proverOf(pack),
      proven: proofs.filter(({ held }) => held).map(({ id }) => id),
      notProven: proofs.filter(({ held }) => !held).map(({ id }) => id),
    },
    leftOut: leftOut(pack),
    clauses: clauses.map(({ clause, cases, proofs: shown }) => ({
      id: clause.id,
      requirements: cases.map(({ id, verdict: found }) => ({ id, verdict: found })),
      scenarios: shown.map(({ id, held }) => ({ id, held })),
      person: clause.person ?? null,
      aside: clause.aside ?? null,
    })),
    ledger: {
      behaviours: standings,
      scenarios: resting(pack.scenarioGrounds),
      requirements: resting(pack.caseGrounds),
    },
    assumptions: assumptionsOf(pack).map(({ row, scenarios, cases }) => ({
      facts: row.facts,
      switches: row.switches,
      scenarios,
      requirements: cases,
    })),
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
  };
}
