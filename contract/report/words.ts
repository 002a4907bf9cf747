import type { Verdict } from '../finding.js';
import type { Family } from '../requirement.js';
import type { Report } from './report.js';

/** What a family of requirements is about, for people who read no code. */
export const FAMILY_WORDS: Readonly<Record<Family, { readonly title: string; readonly asks: string }>> = {
  AUTH: {
    title: 'Asking for access',
    asks: 'Does the product identify itself properly, and only as often as it needs to?',
  },
  SNAP: { title: 'A true copy', asks: 'Does it know every school that uses it, with the right password for each?' },
  DEL: { title: 'Schools that leave', asks: 'Does it let go of a school that leaves, and never lose one that stays?' },
  CACHE: {
    title: 'Working from its own copy',
    asks: 'Does it work from its own copy, and follow when a password is replaced?',
  },
  RES: { title: 'Bad days', asks: 'Does it come through outages without harm, and patiently?' },
  EFF: { title: 'Being gentle', asks: 'Does it ask no more of the service than it needs?' },
  SEC: { title: 'Keeping secrets', asks: 'Do passwords stay where they belong, whatever happens?' },
};

/** A verdict as a person reads it. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'holds',
  warned: 'should be better',
  review: 'a person must decide',
  'cannot-verify': 'could not be seen',
  failed: 'does not hold',
  broken: 'could not be judged (a fault of sims-harness)',
};

/** A verdict in one letter. */
export const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = {
  passed: '✔',
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
  const count = (one: Verdict) => musts.filter(each => each.verdict === one && each.expected?.met !== 'known').length;
  const known = musts.filter(({ expected }) => expected?.met === 'known').length;
  const failed = count('failed');
  const sentences = [
    failed > 0 &&
      `${failed} of ${many(musts.length, 'requirement')} that must hold ${failed === 1 ? 'does' : 'do'} not.`,
    failed === 0 &&
      `${count('passed')} of ${many(musts.length, 'requirement')} that must hold ${count('passed') === 1 ? 'does' : 'do'} hold.`,
    surprises.length > 0 && `${many(surprises.length, 'known failure')} passed: the file of them is out of date.`,
    known > 0 && `${many(known, 'further one')} fail${known === 1 ? 's' : ''}, as is known.`,
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
