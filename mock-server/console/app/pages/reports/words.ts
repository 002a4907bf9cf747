import type { Tone } from '../../parts/tone.js';
import type { ContractReport, Requirement, Verdict } from './contract-report.js';

/** The questions behind the families of requirements: the words of the printed report, which a test keeps equal. */
export const FAMILIES: Readonly<Record<string, { readonly title: string; readonly asks: string }>> = {
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

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'holds',
  warned: 'should be better',
  review: 'a person must decide',
  'cannot-verify': 'could not be seen',
  failed: 'does not hold',
  broken: 'could not be judged (a fault of sims-harness)',
};

export const TONES: Readonly<Record<Verdict, Tone>> = {
  passed: 'good',
  warned: 'warn',
  review: 'warn',
  'cannot-verify': 'quiet',
  failed: 'bad',
  broken: 'bad',
};

/** The verdict in one sentence, as the printed report says it: safe only where everything was judged and nothing fails. Pure. */
export function headline({
  verdict,
  cases,
  selection,
}: Pick<ContractReport, 'verdict' | 'cases' | 'selection'>): string {
  if (verdict === 'broken') return 'Not fully judged.';
  if (verdict === 'failed') return 'Not ready for production yet.';
  const musts = cases.filter(({ level }) => level === 'must');
  const failing = musts.filter(each => each.verdict === 'failed').map(({ id }) => id);
  const isUnseen = musts.some(each => each.verdict === 'cannot-verify' && each.looksAt.includes('dump'));
  if (cases.length > 0 && selection?.of === cases.length && failing.length === 0 && !isUnseen)
    return 'Safe to try against production, as far as can be seen from here.';
  const judged = cases.filter(each => each.verdict !== 'cannot-verify').length;
  const of = `${judged} of ${selection?.of ?? cases.length} requirements were judged`;
  if (failing.length > 0) return `${of}; known failures are open: ${failing.join(', ')}.`;
  return judged === 0 ? `${of}.` : `${of}; nothing speaks against ${judged === 1 ? 'this one' : 'these'}.`;
}

/** The whole report in one or two sentences. Pure. */
export function summary({ verdict, cases, surprises }: ContractReport): string {
  if (cases.length === 0) return 'Nothing was judged.';
  const musts = cases.filter(({ level }) => level === 'must');
  const count = (one: Verdict) => musts.filter(each => each.verdict === one && each.expected?.met !== 'known').length;
  const known = musts.filter(({ expected }) => expected?.met === 'known').length;
  const broken = cases.filter(each => each.verdict === 'broken').length;
  if (verdict === 'broken') return `${broken} could not be judged: a fault of sims-harness, not of the product.`;
  const failed = count('failed');
  const sentences = [
    failed > 0 && `Of ${musts.length} requirements that must hold, ${failed} ${failed === 1 ? 'does' : 'do'} not.`,
    failed === 0 &&
      `Of ${musts.length} requirements that must hold, ${count('passed')} ${count('passed') === 1 ? 'does' : 'do'}.`,
    surprises.length > 0 && 'A known failure passed: the file of them is out of date.',
    known > 0 && `${known} more ${known === 1 ? 'fails' : 'fail'}, as is known.`,
    count('review') > 0 && `${count('review')} a person must decide.`,
    count('cannot-verify') > 0 && `${count('cannot-verify')} could not be seen from outside.`,
  ];
  return sentences.filter(Boolean).join(' ');
}

/** `SNAP` of `SNAP-02`. */
export const familyOf = ({ id }: Pick<Requirement, 'id'>): string => id.split('-', 1)[0] ?? id;
