import { toldOf, VERDICT_WORDS } from '../../../../../contract/report/vocabulary.js';
import { Badge } from '../../parts/badge.js';
import { type Changed, compare } from './compare.js';
import type { ContractReport } from './contract-report.js';
import type { Shown } from './state.js';
import { TONES } from './words.js';

type Props = { readonly report: ContractReport; readonly other: NonNullable<Shown['other']> };

/** What got better or worse between another report and this one. */
export function ComparisonView({ report, other }: Props) {
  // The older one is what it was, whichever was opened first.
  const isOlder = other.report.startedAt <= report.startedAt;
  const [before, now] = isOlder ? [other.report, report] : [report, other.report];
  const { worse, better, added, gone } = compare(before, now);
  const still = worse.length + better.length === 0;
  return (
    <section class="card reports-compare" role="status" aria-label="Compared with another report">
      <p>
        {isOlder ? 'Since ' : 'From this one to '}
        <bdi dir="auto">{other.name}</bdi>
        {still ? ' nothing that both judged has changed.' : `: ${worse.length} worse, ${better.length} better.`}
      </p>
      <ChangeList title="Worse" of={worse} />
      <ChangeList title="Better" of={better} />
      {added.length > 0 && <p class="dim">Judged in the later one only: {added.join(', ')}</p>}
      {gone.length > 0 && <p class="dim">Judged in the earlier one only: {gone.join(', ')}</p>}
    </section>
  );
}

function ChangeList({ title, of }: { readonly title: string; readonly of: readonly Changed[] }) {
  if (of.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="reports-changes">
        {of.map(({ now, before }) => (
          <li key={now.id}>
            <strong>{now.id}</strong> <Badge tone={TONES[before]}>{VERDICT_WORDS[before]}</Badge>{' '}
            <span aria-hidden="true">→</span>
            <span class="hidden">became</span> <Badge tone={TONES[toldOf(now)]}>{VERDICT_WORDS[toldOf(now)]}</Badge>{' '}
            <bdi dir="auto">{now.says}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
