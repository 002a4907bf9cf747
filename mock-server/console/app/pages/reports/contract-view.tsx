import { useState } from 'preact/hooks';
import { headline } from '../../../../../contract/report/headline.js';
import { decisionLead, type Told, toldOf, VERDICT_WORDS } from '../../../../../contract/report/vocabulary.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { announce } from '../../parts/live-region.js';
import { ComparisonView } from './comparison-view.js';
import type { ContractReport } from './contract-report.js';
import { Families } from './families.js';
import { RequirementView } from './requirement-view.js';
import type { Shown } from './state.js';
import { familyOf, summary } from './words.js';

/** More than ten times what a whole run has. */
const MOST_CASES = 500;

/** What needs a person first comes first. */
const IN_ORDER: readonly Told[] = ['broken', 'failed', 'warned', 'cannot-verify', 'review', 'decided', 'passed'];

type Filter = { readonly told: Told | undefined; readonly family: string | undefined };

/** A contract report: what it comes to, in school words, then every requirement with its evidence. */
export function ContractView({ report, other }: { readonly report: ContractReport; readonly other: Shown['other'] }) {
  const [filter, setFilter] = useState<Filter>({ told: undefined, family: undefined });
  const found = report.cases
    .filter(
      each =>
        (filter.told === undefined || toldOf(each) === filter.told) &&
        (filter.family === undefined || familyOf(each) === filter.family),
    )
    .sort((one, other) => IN_ORDER.indexOf(toldOf(one)) - IN_ORDER.indexOf(toldOf(other)));
  const choose = (next: Partial<Filter>) => setFilter({ ...filter, ...next });
  const present = IN_ORDER.filter(told => report.cases.some(each => toldOf(each) === told));
  const count = (told: Told) => report.cases.filter(each => toldOf(each) === told).length;
  return (
    <>
      <Whole report={report} />
      {other && <ComparisonView report={report} other={other} />}
      <Families
        cases={report.cases}
        chosen={filter.family}
        onChoose={family => {
          choose({ family: family === filter.family ? undefined : family });
          announce('The requirements below are filtered');
        }}
      />
      <section class="reports-cases" aria-labelledby="reports-cases">
        <h3 id="reports-cases">Requirement by requirement</h3>
        <fieldset class="reports-filter">
          <legend class="hidden">Show</legend>
          <Button pressed={filter.told === undefined} onClick={() => choose({ told: undefined })}>
            All {report.cases.length}
          </Button>
          {present.map(told => (
            <Button key={told} pressed={filter.told === told} onClick={() => choose({ told })}>
              {told === 'broken' ? 'not judged' : VERDICT_WORDS[told]} {count(told)}
            </Button>
          ))}
          {filter.family !== undefined && (
            <Button look="plain" onClick={() => choose({ family: undefined })}>
              {`Only ${filter.family} ✕`}
            </Button>
          )}
        </fieldset>
        <p class="dim" role="status">
          {found.length === report.cases.length ? '' : `${found.length} of ${report.cases.length} requirements`}
        </p>
        {found.slice(0, MOST_CASES).map((each, index) => (
          <RequirementView key={`${each.id} ${index}`} each={each} />
        ))}
        {found.length > MOST_CASES && <p class="dim">… and {found.length - MOST_CASES} more: filter them.</p>}
      </section>
    </>
  );
}

function Whole({ report }: { readonly report: ContractReport }) {
  const { verdict, subject, startedAt, tool, seed, surprises, figures, cases } = report;
  const leaks = cases.some(
    each => familyOf(each) === 'SEC' && (each.verdict === 'failed' || each.verdict === 'warned'),
  );
  const unseen = [
    ...(subject.dump ? [] : ['what it stores (no --dump)']),
    ...(subject.serve ? [] : ['its running application (no --serve)']),
  ];
  return (
    <section class={`card reports-whole ${verdict}`} aria-labelledby="reports-whole">
      <h3 id="reports-whole">{headline(report)}</h3>
      <p>{summary(report)}</p>
      {leaks && (
        <p class="note bad">
          There are open findings about secrets. Mend them, and run again, before this report goes to anybody.
        </p>
      )}
      {surprises.map((each, index) => (
        <p key={`${index} ${each}`} class="note warn">
          <bdi dir="auto">{each}</bdi>
        </p>
      ))}
      {cases.map((each, index) =>
        each.decided === undefined || toldOf(each) === 'decided' ? null : (
          <p key={`${index} ${each.id}`} class="note warn">
            {each.id}: {decisionLead(each)}: <bdi dir="auto">{each.decided.comment}</bdi>
          </p>
        ),
      )}
      {figures && (
        <p>
          <Badge tone={figures.calls > figures.optimum ? 'warn' : 'good'}>
            {figures.calls} calls of {figures.optimum}
          </Badge>{' '}
          in a healthy sync of {figures.schools} schools, with {figures.tokensMade} of {figures.tokensNeeded} tokens
          that are needed. <bdi dir="auto">{figures.advice.slice(0, 5).join(' ')}</bdi>
        </p>
      )}
      <p class="dim">
        Judged: <code dir="auto">{subject.name}</code> · {startedAt.slice(0, 16).replace('T', ' ')} UTC · seed {seed} ·{' '}
        {tool.name} {tool.version}
        {unseen.length > 0 && ` · not looked at: ${unseen.join(', ')}`}
      </p>
    </section>
  );
}
