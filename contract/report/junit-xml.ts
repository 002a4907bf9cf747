// JUnit XML has no standard. This is what the schema of Ant's JUnitReport and that of the Jenkins xUnit plugin both accept,
// which is why remarks stand in the suite and not in the case: the former knows no output of a case.

/** One test of a suite. */
export type TestCase = {
  readonly classname: string;
  readonly name: string;
  readonly ms: number;
  /** Absent for one that passed. */
  readonly outcome?: {
    readonly kind: 'failure' | 'error' | 'skipped';
    /** A word for the kind of it, such as the verdict. */
    readonly type: string;
    readonly message: string;
    readonly text?: string;
  };
};

export type TestSuite = {
  readonly name: string;
  readonly startedAt: Date;
  readonly cases: readonly TestCase[];
  readonly properties?: Readonly<Record<string, string>>;
  /** Remarks that fail nothing. */
  readonly remarks?: string;
};

/** The suites as one file of JUnit XML. */
export function junitXml(suites: readonly TestSuite[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.map(suiteXml).join('')}</testsuites>\n`;
}

function suiteXml({ name, startedAt, cases, properties = {}, remarks = '' }: TestSuite, id: number): string {
  const count = (kind: string) => String(cases.filter(({ outcome }) => outcome?.kind === kind).length);
  const head = attributes({
    name,
    package: name,
    id: String(id),
    // The pattern of Ant's schema has neither fractions nor a time zone.
    timestamp: startedAt.toISOString().slice(0, 19),
    hostname: 'localhost',
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
  });
  const facts = Object.entries(properties).map(([key, value]) => `<property${attributes({ name: key, value })}/>`);
  return [
    `  <testsuite${head}>\n`,
    `    <properties>${facts.join('')}</properties>\n`,
    ...cases.map(caseXml),
    `    <system-out>${escaped(remarks)}</system-out>\n    <system-err></system-err>\n  </testsuite>\n`,
  ].join('');
}

function caseXml({ classname, name, ms, outcome }: TestCase): string {
  const head = `    <testcase${attributes({ classname, name, time: seconds(ms) })}`;
  if (!outcome) return `${head}/>\n`;
  const { kind, type, message, text = '' } = outcome;
  return `${head}>\n      <${kind}${attributes({ type, message })}>${escaped(text)}</${kind}>\n    </testcase>\n`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (named: Readonly<Record<string, string>>): string =>
  Object.entries(named)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/[\n\t]/g, ' ')}"`)
    .join('');

/** Characters that XML 1.0 cannot hold at all are dropped, half pairs too; the rest is escaped. */
function escaped(text: string): string {
  const legal = text.replace(/[^\P{C}\n\t\p{Co}\p{Cf}\p{Cn}]|[\ufffe\uffff]/gu, '');
  return legal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
