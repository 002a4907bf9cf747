import { flag, list, maybe, number, oneOf, orNull, type Read, record, text } from './shape.js';

/** A report of `sims-harness contract --json`, as far as this page shows it (contract-report.schema.json). */
const VERDICTS = ['broken', 'failed', 'warned', 'cannot-verify', 'review', 'passed'] as const;
export type Verdict = (typeof VERDICTS)[number];

const verdict = oneOf(...VERDICTS);
const finding = record({ expected: text, seen: text, exchanges: maybe(list(number)) });
const exchange = record({
  number,
  method: text,
  path: text,
  status: orNull(number),
  fault: maybe(text),
  why: maybe(text),
});
const round = record({
  name: text,
  tells: text,
  verdict,
  findings: list(finding),
  exchanges: list(exchange),
  runs: list(record({ name: text, exit: orNull(number), said: maybe(text) })),
});
const requirement = record({
  id: text,
  level: oneOf('must', 'should'),
  says: text,
  means: text,
  looksAt: list(text),
  clauses: list(text),
  mend: text,
  verdict,
  rounds: list(round),
  overall: list(finding),
  replay: maybe(text),
  expected: maybe(record({ comment: text, met: maybe(oneOf('known', 'surprise')) })),
  decided: maybe(record({ comment: text })),
});
const figures = record({
  schools: number,
  calls: number,
  optimum: number,
  tokensMade: number,
  tokensNeeded: number,
  repeated: number,
  advice: list(text),
});

export const FORMAT = 'sims-contract-report/1';

export const contractReport = record({
  format: oneOf(FORMAT),
  tool: record({ name: text, version: text }),
  startedAt: text,
  seed: number,
  subject: record({ name: text, dump: flag, serve: flag }),
  verdict: oneOf('passed', 'failed', 'broken'),
  selection: maybe(record({ of: number })),
  cases: list(requirement),
  figures: orNull(figures),
  surprises: list(text),
});

type Of<R> = R extends Read<infer T> ? T : never;
export type ContractReport = Of<typeof contractReport>;
export type Requirement = Of<typeof requirement>;
export type Round = Of<typeof round>;
export type Finding = Of<typeof finding>;
export type ReportExchange = Of<typeof exchange>;
