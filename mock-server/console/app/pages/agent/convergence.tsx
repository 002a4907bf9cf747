import { Badge } from '../../parts/badge.js';
import { type Column, VirtualTable } from '../../parts/table.js';
import { instant, SchoolName } from '../../parts/text.js';
import { hrefTo } from '../../router.js';
import type { Convergence, Difference } from './estate.js';

const COLUMNS: readonly Column<Difference>[] = [
  {
    id: 'difference',
    title: 'School, and how it differs',
    width: '1fr',
    cell: ({ name, organisationId, says }) => (
      <>
        <SchoolName name={name ?? organisationId} />
        <span class="agent-second">{says}</span>
      </>
    ),
  },
];

/** Whether what the agent said it holds is what is true. */
export function ConvergenceCard({ comparison }: { readonly comparison: Convergence | undefined }) {
  if (!comparison) return null;
  const { agent, differences } = comparison;
  const strangers = agent?.strangers ?? 0;
  const [tone, word, means] = verdictOf(comparison, strangers);
  return (
    <section class="card agent-convergence" aria-labelledby="agent-convergence">
      <h3 id="agent-convergence">
        <span>Does {agent ? <bdi dir="auto">{agent.name}</bdi> : 'an agent'} hold what is true?</span>{' '}
        <Badge tone={tone}>{word}</Badge>
      </h3>
      <p role="status">{means}</p>
      {agent && (
        <p class="dim">
          Compared with what <bdi dir="auto">{agent.name}</bdi> reported at {instant(agent.at)} (report {agent.report}).
          It says nothing of any other agent.
        </p>
      )}
      {agent && strangers > 0 && (
        <p>
          It also holds {strangers} {strangers === 1 ? 'credential' : 'credentials'} of organisations that this world
          does not know: of another world, or of another environment.
        </p>
      )}
      {agent && differences.size > 0 && (
        <>
          <div class="agent-differences" data-many={differences.size > 3}>
            <VirtualTable
              label="Schools that differ"
              columns={COLUMNS}
              rows={[...differences.values()]}
              keyOf={({ key }) => key}
              rowHeight={80}
            />
          </div>
          <p class="dim">
            The credentials themselves stand side by side on the <a href={hrefTo('estate')}>Estate</a> page.
          </p>
        </>
      )}
    </section>
  );
}

function verdictOf({ agent, differences }: Convergence, strangers: number) {
  if (!agent)
    return [
      'quiet',
      'not known',
      'No agent has said what it holds. The second command below passes it on, as fingerprints.',
    ] as const;
  const many = `${differences.size} ${differences.size === 1 ? 'school differs' : 'schools differ'}`;
  if (differences.size > 0)
    return [
      'warn',
      many,
      'The world has moved since the agent looked, or something waits, or the agent has a fault: see what differs. The next sync, and a new report, should mend it.',
    ] as const;
  if (strangers > 0) return ['warn', 'holds more', 'Of the schools of this world it holds what is true.'] as const;
  return [
    'good',
    'equal',
    'Every credential that should be held is held, with the right secret, and none besides.',
  ] as const;
}
