import { junitXml, type TestCase } from '../../contract/index.js';
import { version } from '../version.js';
import type { Proof } from './play.js';

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
