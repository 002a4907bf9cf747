import type { Verdict } from '../finding.js';
import type { Report } from './report.js';
import { type Told, toldOf } from './vocabulary.js';

/** A verdict in one letter. */
export const VERDICT_SIGNS: Readonly<Record<Told, string>> = {
  passed: '✔',
  decided: '✎',
  warned: '▲',
  review: '?',
  'cannot-verify': '–',
  failed: '✘',
  broken: '!',
};

export const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** The whole run in one or two sentences. */
export function summary({ verdict, cases, counts, surprises }: Report): string {
  if (cases.length === 0) return 'Nothing was judged.';
  if (verdict === 'broken')
    return `${many(counts.broken, 'requirement')} could not be judged: a fault of sims-harness, not of the product.`;
  const musts = cases.filter(({ level }) => level === 'must');
  const count = (one: Verdict) => musts.filter(each => toldOf(each) === one && each.expected?.met !== 'known').length;
  const known = musts.filter(({ expected }) => expected?.met === 'known').length;
  const decided = cases.filter(each => toldOf(each) === 'decided').map(({ id }) => id);
  const failed = count('failed');
  const sentences = [
    failed > 0 &&
      `${failed} of ${many(musts.length, 'requirement')} that must hold ${failed === 1 ? 'does' : 'do'} not.`,
    failed === 0 &&
      musts.length > 0 &&
      `${count('passed')} of ${many(musts.length, 'requirement')} that must hold ${count('passed') === 1 ? 'does' : 'do'} hold.`,
    surprises.length > 0 && `${many(surprises.length, 'known failure')} passed: the file of them is out of date.`,
    known > 0 && `${many(known, 'further one')} fail${known === 1 ? 's' : ''}, as is known.`,
    decided.length > 0 && `Decided by a person: ${decided.join(', ')}.`,
    failed === 0 && count('review') > 0 && `${many(count('review'), 'further one')} a person must decide.`,
    failed === 0 &&
      count('cannot-verify') > 0 &&
      `${many(count('cannot-verify'), 'further one')} could not be seen from outside.`,
  ];
  return sentences.filter(Boolean).join(' ');
}

/** Findings about secrets are not to be sent to the vendor before they are mended (S000-6). */
export function hasOpenSecurityIssue({ cases }: Report): boolean {
  return cases.some(({ id, verdict }) => id.startsWith('SEC') && (verdict === 'failed' || verdict === 'warned'));
}

/** What was chosen to be judged, and by what: `3 of 37 requirements; --only AUTH; no dump`. */
export function selectionWords({ cases, selection, subject }: Pick<Report, 'cases' | 'selection' | 'subject'>): string {
  const { only = [], skip = [], level = 'all', of = cases.length } = selection ?? {};
  return [
    `${cases.length} of ${of} requirements`,
    only.length > 0 && `--only ${only.join(',')}`,
    skip.length > 0 && `--skip ${skip.join(',')}`,
    level !== 'all' && `--level ${level}`,
    !subject.dump && 'no dump',
  ]
    .filter(Boolean)
    .join('; ');
}
