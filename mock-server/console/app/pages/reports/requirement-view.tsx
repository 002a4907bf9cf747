import { useState } from 'preact/hooks';
import { decisionLead, toldOf, VERDICT_WORDS } from '../../../../../contract/report/vocabulary.js';
import { Badge } from '../../parts/badge.js';
import { CopyButton } from '../../parts/copy.js';
import type { Finding, Requirement, Round } from './contract-report.js';
import { ExchangeTable } from './exchange-table.js';
import { TONES } from './words.js';

/** One requirement; its evidence is drawn when it is opened. */
export function RequirementView({ each }: { readonly each: Requirement }) {
  const [open, setOpen] = useState(false);
  const { id, level, says, expected } = each;
  const told = toldOf(each);
  return (
    <details class="card reports-case" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{id}</strong> <Badge tone={TONES[told]}>{VERDICT_WORDS[told]}</Badge>{' '}
        {expected?.met === 'known' && <Badge tone="quiet">known</Badge>} <span class="dim">{level}</span>
        <bdi dir="auto" class="reports-says">
          {says}
        </bdi>
      </summary>
      {open && <Evidence each={each} />}
    </details>
  );
}

function Evidence({ each }: { readonly each: Requirement }) {
  const { means, clauses, mend, replay, expected, decided, overall, rounds } = each;
  const told = toldOf(each);
  return (
    <div class="reports-evidence">
      <p>
        <bdi dir="auto">{means}</bdi>
      </p>
      <p class="dim">From: {clauses.join(', ')}</p>
      {expected && (
        <p>
          In the file of known failures{expected.met === 'surprise' && ', though it passed'}:{' '}
          <bdi dir="auto">{expected.comment}</bdi>
        </p>
      )}
      {decided && (
        <p>
          <strong>{decisionLead(each)}:</strong> <bdi dir="auto">{decided.comment}</bdi>
        </p>
      )}
      {told !== 'passed' && told !== 'decided' && (
        <>
          <h4>What to do</h4>
          <p>
            <bdi dir="auto">{mend}</bdi>
          </p>
          {replay !== undefined && (
            <div class="reports-copy">
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
              <pre tabIndex={0}>{replay}</pre>
              <CopyButton text={replay} what="the command that plays it again" />
            </div>
          )}
        </>
      )}
      <Findings of={overall} />
      {rounds.map((round, index) => (
        <RoundView key={`${index} ${round.name}`} round={round} decided={decided} />
      ))}
    </div>
  );
}

type RoundProps = { readonly round: Round; readonly decided: Requirement['decided'] };

function RoundView({ round, decided }: RoundProps) {
  const { name, tells, verdict, findings, runs, exchanges } = round;
  const told = toldOf({ verdict, decided });
  return (
    <section class="reports-round">
      <h4>
        <bdi dir="auto">{name}</bdi> <Badge tone={TONES[told]}>{VERDICT_WORDS[told]}</Badge>
      </h4>
      <p>
        <bdi dir="auto">{tells}</bdi>
      </p>
      <Findings of={findings} />
      {runs.map((run, index) => (
        <p key={`${index} ${run.name}`} class="dim">
          <bdi dir="auto">{run.name}</bdi>: {run.exit === null ? 'ended by a signal' : `exit ${run.exit}`}
          {run.said !== undefined && (
            <>
              , and said <q dir="auto">{run.said}</q>
            </>
          )}
        </p>
      ))}
      {exchanges.length > 0 && <ExchangeTable exchanges={exchanges} of={name} />}
    </section>
  );
}

/** As the printed report does: more numbers in one place nobody reads. */
const MOST_NUMBERS = 20;

function Findings({ of }: { readonly of: readonly Finding[] }) {
  return (
    <>
      {of.map(({ expected, seen, exchanges = [] }, index) => (
        <dl key={`${index} ${expected}`} class="reports-finding">
          <dt>Expected</dt>
          <dd>
            <bdi dir="auto">{expected}</bdi>
          </dd>
          <dt>Seen</dt>
          <dd>
            <bdi dir="auto">{seen}</bdi>
            {exchanges.length > 0 && <span class="dim"> (no. {exchanges.slice(0, MOST_NUMBERS).join(', ')})</span>}
          </dd>
        </dl>
      ))}
    </>
  );
}
