import { junitXml, type TestCase } from '../../contract/index.js';
import type { Tool } from '../tool.js';
import { version } from '../version.js';
import type { Proof } from './play.js';

/** The form of the JSON report; another number where a reader of this one would go wrong. */
export const PROVE_FORMAT = 'sims-prove-report/1';

/** A run of `prove` for programs. Members may be added without a new number. */
export type ProveReport = {
  readonly format: typeof PROVE_FORMAT;
  readonly tool: Tool;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** The agent under proof: its command, or the project's own by name and version. `sts`: the token server it met. */
  readonly subject: { readonly name: string; readonly sts: string };
  readonly proofs: readonly Proof[];
};

/** The run as JUnit XML: a suite, a case per scenario, what failed in its text. */
export function junit(proofs: readonly Proof[], startedAt: Date): string {
  const cases = proofs.map(proof => ({
    classname: 'sims-harness.prove',
    name: proof.id,
    ms: proof.ms,
    ...(!proof.held && { outcome: failureOf(proof) }),
  }));
  return junitXml([{ name: 'sims-harness prove', startedAt, cases, properties: { version: version() } }]);
}

const failureOf = (proof: Proof): NonNullable<TestCase['outcome']> => ({
  kind: 'failure',
  type: 'not-proven',
  message: `not proven: ${proof.proves}`,
  text: failureLines(proof).join('\n'),
});

/** What was expected and what was seen, sync by sync. */
export function failureLines(proof: Proof): string[] {
  return proof.syncs.flatMap(sync =>
    sync.failures.length === 0
      ? []
      : [
          `after "${sync.name}":`,
          ...sync.failures.map(f => `  ${f.what}: expected ${f.expected}; seen ${f.seen}`),
          ...(sync.said ? [`  the agent said: ${sync.said}`] : []),
        ],
  );
}
