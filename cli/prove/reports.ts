import type { Proof } from './play.js';

/** The run as JUnit XML: a suite, a case per scenario, what failed in its text. */
export function junit(proofs: readonly Proof[]): string {
  const failed = proofs.filter(p => !p.held).length;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const total = proofs.reduce((sum, p) => sum + p.ms, 0);
  const cases = proofs.map(p => {
    const head = `    <testcase classname="sims-harness.prove" name="${escaped(p.id)}" time="${seconds(p.ms)}"`;
    if (p.held) return `${head}/>`;
    const text = failureLines(p).join('\n');
    return `${head}>\n      <failure message="${escaped(`not proven: ${p.proves}`)}">${escaped(text)}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="sims-harness prove" tests="${proofs.length}" failures="${failed}" errors="0" skipped="0" time="${seconds(total)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Characters that XML 1.0 cannot hold at all are dropped; the rest is escaped. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return legal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

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
