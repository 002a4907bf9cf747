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
export function summary({ verdict, cases, counts }: Report): string {
  const musts = cases.filter(({ level }) => level === 'must');
  const failed = musts.filter(each => each.verdict === 'failed').length;
  const unseen = musts.filter(each => each.verdict === 'cannot-verify').length;
  if (cases.length === 0) return 'Nothing was judged.';
  if (verdict === 'broken')
    return `${many(counts.broken, 'requirement')} could not be judged: a fault of sims-harness, not of the product.`;
  if (verdict === 'failed')
    return `${failed} of ${many(musts.length, 'requirement')} that must hold ${failed === 1 ? 'does' : 'do'} not.`;
  const held = musts.length - unseen;
  const rest = unseen > 0 ? ` ${many(unseen, 'further one')} could not be seen from outside.` : '';
  return `Every requirement that must hold and could be judged does hold: ${held} of ${musts.length}.${rest}`;
}

/** Findings about secrets are not to be sent to the vendor before they are mended (S000-6). */
export function hasOpenSecurityIssue({ cases }: Report): boolean {
  return cases.some(({ id, verdict }) => id.startsWith('SEC') && (verdict === 'failed' || verdict === 'warned'));
}
