import { type Told, toldOf } from '../../../../../contract/report/vocabulary.js';
import type { Tone } from '../../parts/tone.js';
import type { ContractReport, Requirement, Verdict } from './contract-report.js';

export const TONES: Readonly<Record<Told, Tone>> = {
  passed: 'good',
  decided: 'info',
  warned: 'warn',
  review: 'warn',
  'cannot-verify': 'quiet',
  failed: 'bad',
  broken: 'bad',
};

/** The whole report in one or two sentences. Pure. */
export function summary({ verdict, cases, surprises }: ContractReport): string {
  if (cases.length === 0) return 'Nothing was judged.';
  const musts = cases.filter(({ level }) => level === 'must');
  const count = (one: Verdict) => musts.filter(each => toldOf(each) === one && each.expected?.met !== 'known').length;
  const known = musts.filter(({ expected }) => expected?.met === 'known').length;
  const decided = cases.filter(each => toldOf(each) === 'decided').map(({ id }) => id);
  const broken = cases.filter(each => each.verdict === 'broken').length;
  if (verdict === 'broken') return `${broken} could not be judged: a fault of sims-harness, not of the product.`;
  const failed = count('failed');
  const sentences = [
    failed > 0 && `Of ${musts.length} requirements that must hold, ${failed} ${failed === 1 ? 'does' : 'do'} not.`,
    failed === 0 &&
      `Of ${musts.length} requirements that must hold, ${count('passed')} ${count('passed') === 1 ? 'does' : 'do'}.`,
    surprises.length > 0 && 'A known failure passed: the file of them is out of date.',
    known > 0 && `${known} more ${known === 1 ? 'fails' : 'fail'}, as is known.`,
    decided.length > 0 && `Decided by a person: ${decided.join(', ')}.`,
    count('review') > 0 && `${count('review')} a person must decide.`,
    count('cannot-verify') > 0 && `${count('cannot-verify')} could not be seen from outside.`,
  ];
  return sentences.filter(Boolean).join(' ');
}

/** `SNAP` of `SNAP-02`. */
export const familyOf = ({ id }: Pick<Requirement, 'id'>): string => id.split('-', 1)[0] ?? id;
