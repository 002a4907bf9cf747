import { toldOf } from './vocabulary.js';

/** As much of a report as the sentence needs; it reads nothing of the house, so that a browser may have it. */
type Told = {
  readonly verdict: 'passed' | 'failed' | 'broken';
  readonly cases: readonly ToldCase[];
  readonly selection?: { readonly of: number } | undefined;
};
type ToldCase = Parameters<typeof toldOf>[0] & {
  readonly id: string;
  readonly level: 'must' | 'should';
  readonly looksAt: readonly string[];
};

/**
 * The verdict in one sentence. That it is safe is said only where everything was played, no must fails, known or not, and
 * no must that a dump would have shown went unseen: a run that looked at little must not read like one that looked at all.
 */
export function headline({ verdict, cases, selection }: Told): string {
  if (verdict === 'broken') return 'Not fully judged.';
  if (verdict === 'failed') return 'Not ready for production yet.';
  const musts = cases.filter(({ level }) => level === 'must');
  const failing = musts.filter(each => each.verdict === 'failed').map(({ id }) => id);
  const isWhole = cases.length > 0 && selection?.of === cases.length;
  if (isWhole && failing.length === 0 && !musts.some(isUnseen))
    return 'Safe to try against production, as far as can be seen from here.';
  const judged = cases.filter(each => each.verdict !== 'cannot-verify').length;
  const of = `${judged} of ${selection?.of ?? cases.length} requirements were judged`;
  const open = [
    failing.length > 0 && `known failures are open: ${failing.join(', ')}`,
    ...(['warned', 'review'] as const).map(verdict => {
      const ids = cases.filter(each => toldOf(each) === verdict).map(({ id }) => id);
      return ids.length > 0 && `${OPEN_WORDS[verdict]}: ${ids.join(', ')}`;
    }),
  ].filter(Boolean);
  if (open.length > 0) return `${of}; ${open.join('; ')}.`;
  return `${of}${judged === 0 ? '.' : `; nothing speaks against ${judged === 1 ? 'this one' : 'these'}.`}`;
}

const OPEN_WORDS = { warned: 'should be better', review: 'a person must decide' } as const;

const isUnseen = ({ verdict, looksAt }: ToldCase): boolean => verdict === 'cannot-verify' && looksAt.includes('dump');
