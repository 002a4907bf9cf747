import { GROUPS, MODES } from './cases.js';
import type { ExampleFinding, Finding, Met } from './findings.js';
import { KITS } from './kits.js';
import { FAMILIES, type Family, type Way } from './ways.js';
import type { Form } from './wire.js';

/** The measured parts of docs/basic-auth.md, as text. Pure. */

const code = (text: string): string => `\`${text}\``;
const row = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const rule = (columns: number): string => `|${'---|'.repeat(columns)}`;

/** One line for each library: what to write. */
export function adviceTable(): string {
  const rows = FAMILIES.flatMap(({ heading, ways }) =>
    ways.filter(way => way.isAdvised).map(way => row([nameOf(heading, way), way.code])),
  );
  return [row(['Client', 'Write']), rule(2), ...rows].join('\n');
}

function nameOf(heading: string, { library }: Way): string {
  return heading.toLowerCase().includes(library.toLowerCase()) ? heading : `${heading}: ${library}`;
}

/** What was measured of one family. */
export function familySection(family: Family, findings: ReadonlyMap<Way, Finding>, example: ExampleFinding): string {
  const notes = new Notes();
  const measured = family.ways.map(way => {
    const finding = findings.get(way);
    if (!finding) throw new Error(`${way.id} was not measured`);
    return { way, finding };
  });
  const rows = measured.map(({ way, finding }) =>
    row([wayCell(way), sentCell(finding), ...MODES.map(mode => fareCell(finding.met[mode], notes))]),
  );
  const head = [row(['Way', 'Sent', ...MODES.map(code)]), rule(2 + MODES.length)];
  const remarks = [
    ...measured.flatMap(({ way, finding }) => requestsRemark(way, finding)),
    ...measured
      .filter(({ finding }) => finding.opensWithoutSecret)
      .map(({ way }) => `**An empty secret opens: ${way.id}.**`),
    exampleRemark(family, example),
  ];
  return [...head, ...rows, ...notes.lines(), ...remarks.flatMap(remark => ['', remark])].join('\n');
}

function wayCell({ library, code: line, isDefault, isAdvised }: Way): string {
  const marks = [isDefault && 'default', isAdvised && '**advised**'].filter(Boolean);
  return `${library} ${line}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
}

const FORMS: Readonly<Record<Form['kind'], string>> = {
  raw: 'Basic, as it is',
  form: 'Basic, form-encoded',
  percent: 'Basic, percent-encoded',
  body: 'body, form-encoded',
  'spoiled body': 'body, not encoded',
  nothing: 'nothing: it waits for a challenge',
  other: 'in another way',
};

function sentCell({ form, signs }: Finding): string {
  const keeps =
    'kept' in form && form.kind !== 'raw' ? [`keeps ${form.kept === '' ? 'nothing' : code(form.kept)}`] : [];
  return [FORMS[form.kind], ...keeps, ...signs.map(({ sign, fate }) => `${sign} ${fate}`)].join('; ');
}

/** Letters for reasons, in the order in which they come up. */
class Notes {
  readonly #reasons: string[] = [];

  letters(reasons: readonly string[]): string {
    for (const reason of reasons) if (!this.#reasons.includes(reason)) this.#reasons.push(reason);
    const letters = reasons.map(reason => String.fromCharCode(97 + this.#reasons.indexOf(reason)));
    return `*${letters.sort().join(', ')}*`;
  }

  lines(): string[] {
    if (this.#reasons.length === 0) return [];
    return ['', ...this.#reasons.map(reason => `- ${this.letters([reason])} ${reason}`)];
  }
}

function fareCell(met: readonly Met[], notes: Notes): string {
  const failed = met.filter(({ passed }) => passed !== 'all');
  if (failed.length === 0) return 'all';
  const reasons = [...new Set(failed.flatMap(m => m.reasons))];
  if (failed.length === GROUPS.length) return `**none** ${notes.letters(reasons)}`;
  const passed = met.filter(m => m.passed === 'all').map(m => m.group);
  if (passed.length < failed.length) return `only ${passed.join(', ')} ${notes.letters(reasons)}`;
  const named = failed.map(m => `${m.passed === 'some' ? 'all of ' : ''}${m.group} ${notes.letters(m.reasons)}`);
  return `all but ${named.join(', ')}`;
}

/** Ways that do not ask once and then give up. */
function requestsRemark({ library, code: line }: Way, { requests: { at400, at401 } }: Finding): string[] {
  if (at400 === 1 && at401 === 1) return [];
  return [`A wrong secret is sent **${at400} times** by ${library} ${line} (${at401} times where the answer is 401).`];
}

function exampleRemark({ kit }: Family, { form, opened }: ExampleFinding): string {
  const { example } = KITS[kit];
  const modes = opened.length === MODES.length ? 'in all three modes' : `only in: ${opened.join(', ') || 'none'}`;
  return `The client in [examples/${example}](../examples/${example}) sends: ${FORMS[form.kind]}. The RFC example opens ${modes}.`;
}
