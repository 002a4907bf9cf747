import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { junit as proveReport } from '../../../cli/prove/reports.js';
import { junitReport } from '../../../contract/report/junit.js';
import { junitXml } from '../../../contract/report/junit-xml.js';
import { start, tempFolder } from '../../support/command.js';
import { DECISION, sampleReport } from './sample.js';

const XSD = fileURLToPath(new URL('junit.xsd', import.meta.url));
const MISSING = 'xmllint is not here: apt-get install libxml2-utils';

const run = (argv: readonly string[]) => start(argv).ended.catch(() => ({ exit: 127, stdout: '', stderr: '' }));
const isHere = (await run(['xmllint', '--version'])).exit === 0;
if (!isHere) process.stderr.write(`SKIPPED: ${MISSING}\n`);

/** What xmllint has against a file; nothing where it is valid. */
async function faultsIn(xml: string): Promise<string> {
  const file = join(tempFolder(), 'report.xml');
  writeFileSync(file, xml);
  const { exit, stderr } = await run(['xmllint', '--noout', '--nonet', '--schema', XSD, file]);
  return exit === 0 ? '' : stderr;
}

/** The text that an XPath of a report comes to. */
async function at(xml: string, path: string): Promise<string> {
  const file = join(tempFolder(), 'report.xml');
  writeFileSync(file, xml);
  return (await run(['xmllint', '--nonet', '--xpath', `string(${path})`, file])).stdout.trimEnd();
}

describe.skipIf(!isHere)('JUnit XML', () => {
  let xml = '';
  beforeAll(() => {
    xml = junitReport(sampleReport());
  });

  test('When everything was found that can be, then the report is valid, whatever schools are called', async () => {
    expect(await faultsIn(xml)).toBe('');
  });

  test('When a report of prove is written, then it is valid too', async () => {
    const proof = { id: 'first-sync', proves: 'Everything.', held: false, ms: 12, requests: 3 };
    const failures = [{ what: 'the store', expected: '3', seen: '<2>' }];
    const proofs = [
      { ...proof, syncs: [{ name: 'a', failures, said: 'no' }] },
      { ...proof, id: 'two', held: true, syncs: [] },
    ];
    // Only what the writer reads of a proof is made up here.
    expect(await faultsIn(proveReport(proofs as unknown as Parameters<typeof proveReport>[0], new Date()))).toBe('');
  });

  test('When a rule of the schemas is broken, then this test would see it', async () => {
    for (const [what, spoilt] of [
      [/ type="failed"/, ''],
      [/ timestamp="[^"]*"/, ' timestamp="2026-02-03T04:05:06.789Z"'],
      [/ hostname="localhost"/, ''],
      [/<properties>/, '<system-out/><properties>'],
      [/<failure/, '<failure type="x" message="y"/><failure'],
    ] as const) {
      expect(xml).toMatch(what);
      expect(await faultsIn(xml.replace(what, spoilt))).not.toBe('');
    }
  });

  test('When cases have verdicts, then only what fails a run is a failure, and a surprise is one', async () => {
    const report = sampleReport();
    const has = async (kind: string) => Number(await at(xml, `count(//testcase/${kind})`));
    const count = (verdict: string) => report.cases.filter(each => each.verdict === verdict).length;
    expect(await has('failure')).toBe(count('failed') - 1 + 1);
    expect(await has('error')).toBe(count('broken'));
    const undecided = report.cases.filter(each => each.verdict === 'review' && !each.decided).length;
    expect(undecided).toBeGreaterThan(0);
    expect(await has('skipped')).toBe(count('cannot-verify') + undecided + 1);
    expect(await at(xml, 'sum(//testsuite/@failures)')).toBe(String(await has('failure')));
    expect(await at(xml, 'sum(//testsuite/@tests)')).toBe(String(report.cases.length));
    expect(await at(xml, 'count(//failure[@type="surprise"])')).toBe('1');
    expect(await at(xml, '//skipped[@type="known"]/@message')).toContain('ticket 12: <b>secrets</b> are trimmed');
  });

  test('When something should be better, then the output of its suite says so', async () => {
    const warned = sampleReport().cases.find(({ verdict }) => verdict === 'warned');
    const out = await at(xml, `//testsuite[testcase[starts-with(@name, "${warned?.id}")]]/system-out`);
    expect(out).toContain(`${warned?.id} should be better: ${warned?.says}`);
  });

  test('When a person has decided, then their words are in the output of the suite, and nothing to do; a failure stays one', async () => {
    const { cases } = sampleReport();
    const outOf = (id = '') => at(xml, `//testsuite[testcase[starts-with(@name, "${id}")]]/system-out`);
    const [decided, failed] = (['review', 'failed'] as const).map(verdict =>
      cases.find(each => each.decided && each.verdict === verdict),
    );
    const said = await outOf(decided?.id);
    expect(said).toContain(`${decided?.id} Decided by a person: ${DECISION}`);
    expect(said).not.toContain(`${decided?.id} a person must decide`);
    expect(await outOf(failed?.id)).toContain(`${failed?.id} A decision that is not applied, for it does not hold: `);
    expect(await at(xml, `count(//testcase[starts-with(@name, "${failed?.id}")]/failure)`)).toBe('1');
  });

  test('When a report is read, then it holds seed, version and what was judged', async () => {
    for (const [name, value] of [
      ['seed', '7'],
      ['version', '0.1.0'],
      ['verdict', 'failed'],
    ])
      expect(await at(xml, `//testsuite[1]//property[@name="${name}"]/@value`)).toBe(value);
    expect(await at(xml, '//testsuite[1]//property[@name="subject"]/@value')).toContain('node sync.mjs <script>');
  });

  test('When text holds what XML cannot, then it is left out, and everything else comes through', async () => {
    const text = 'a\u0000b\u001bc\ud800d\ufffee <&>"\' ]]> \u{1F3EB}\ttab\nline';
    const outcome = { kind: 'failure', type: 'failed', message: text, text } as const;
    const cases = [{ classname: 'c', name: text, ms: 1, outcome }];
    const made = junitXml([{ name: 's', startedAt: new Date(), cases }]);
    expect(await faultsIn(made)).toBe('');
    expect(await at(made, '//failure')).toBe('abcde <&>"\' ]]> \u{1F3EB}\ttab\nline');
    expect(await at(made, '//failure/@message')).toBe('abcde <&>"\' ]]> \u{1F3EB} tab line');
  });
});
