// Words of every report, printed or in the console: it reads nothing of the house, so that a browser may have it.
import type { Verdict } from '../finding.js';
import type { Family } from '../requirement.js';

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

/** What is told of a requirement: its verdict or, where that was left to a person who has decided, that. */
export type Told = Verdict | 'decided';

/** In the order in which they are counted. */
export const TOLD: readonly Told[] = ['passed', 'decided', 'warned', 'review', 'cannot-verify', 'failed', 'broken'];

/** A verdict as a person reads it. */
export const VERDICT_WORDS: Readonly<Record<Told, string>> = {
  passed: 'holds',
  decided: 'decided by a person',
  warned: 'should be better',
  review: 'a person must decide',
  'cannot-verify': 'could not be seen',
  failed: 'does not hold',
  broken: 'could not be judged (a fault of sims-harness)',
};

type Judged = { readonly verdict: Verdict; readonly decided?: { readonly comment: string } | undefined };

/** Only a verdict that was left to a person can be decided by one. */
export const toldOf = ({ verdict, decided }: Judged): Told => (verdict === 'review' && decided ? 'decided' : verdict);

/** What is to be told before the words of a decision; undefined where there is none. */
export function decisionLead({ verdict, decided }: Judged): string | undefined {
  if (!decided) return undefined;
  if (verdict === 'review') return 'Decided by a person';
  if (verdict === 'passed') return 'A decision that is not needed, for it holds by itself (take it out of the file)';
  return `A decision that is not applied, for it ${VERDICT_WORDS[verdict]}`;
}
