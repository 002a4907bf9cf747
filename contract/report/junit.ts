import { FAMILIES, familyOf } from '../requirement.js';
import { junitXml, type TestCase, type TestSuite } from './junit-xml.js';
import { findingLines } from './lines.js';
import type { CaseResult, Report } from './report.js';
import { decisionLead, FAMILY_WORDS, toldOf, VERDICT_WORDS } from './vocabulary.js';
import { selectionWords } from './words.js';

/** The report as JUnit XML: a suite for each family, a case for each requirement. */
export function junitReport(report: Report): string {
  const { cases, startedAt, seed, tool, subject } = report;
  const properties = {
    seed: String(seed),
    version: tool.version,
    subject: subject.name,
    verdict: report.verdict,
    chosen: selectionWords(report),
  };
  return junitXml(
    FAMILIES.flatMap((family): TestSuite[] => {
      const own = cases.filter(({ id }) => familyOf(id) === family);
      if (own.length === 0) return [];
      return [
        {
          name: `sims-contract.${family}`,
          startedAt: new Date(startedAt),
          properties: { ...properties, title: FAMILY_WORDS[family].title },
          cases: own.map(testCase),
          remarks: own.flatMap(remarksOn).join('\n'),
        },
      ];
    }),
  );
}

function testCase(each: CaseResult): TestCase {
  const outcome = outcomeOf(each);
  return {
    classname: `sims-contract.${familyOf(each.id)}`,
    name: `${each.id} ${each.says}`,
    ms: each.ms,
    ...(outcome && { outcome }),
  };
}

/** Only what fails the run is a failure; a warning is a remark of the suite. */
function outcomeOf(each: CaseResult): TestCase['outcome'] {
  const { verdict, expected, says } = each;
  if (expected?.met === 'known')
    return { kind: 'skipped', type: 'known', message: `known failure: ${expected.comment}`, text: textOf(each) };
  if (expected?.met === 'surprise') {
    const message = `It passed, though it is in the file of known failures ("${expected.comment}"). Take it out of the file.`;
    return { kind: 'failure', type: 'surprise', message };
  }
  const message = `${VERDICT_WORDS[verdict]}: ${says}`;
  if (verdict === 'failed') return { kind: 'failure', type: verdict, message, text: textOf(each) };
  if (verdict === 'broken') return { kind: 'error', type: verdict, message, text: textOf(each) };
  // Green would say that it was judged.
  if (verdict === 'review' && decisionLead(each) === undefined)
    return { kind: 'skipped', type: verdict, message, text: textOf(each) };
  if (verdict !== 'cannot-verify') return undefined;
  const why = new Set([...each.overall, ...each.rounds.flatMap(({ findings }) => findings)].map(({ seen }) => seen));
  return { kind: 'skipped', type: verdict, message: `${VERDICT_WORDS[verdict]}: ${[...why].join('; ')}` };
}

const textOf = (each: CaseResult): string =>
  [
    ...findingLines(each),
    `to mend: ${each.mend}`,
    ...(each.replay === undefined ? [] : [`again: ${each.replay}`]),
  ].join('\n');

function remarksOn(each: CaseResult): readonly string[] {
  const told = toldOf(each);
  const lead = decisionLead(each);
  const decision = lead === undefined ? [] : [`${each.id} ${lead}: ${each.decided?.comment}`, ''];
  if (told !== 'warned' || each.expected?.met === 'known') return decision;
  return [`${each.id} ${VERDICT_WORDS[told]}: ${each.says}`, textOf(each), '', ...decision];
}
