import type { EstateSchool } from '../../../../control/estate/shape.js';
import { act } from '../../act.js';
import { Button } from '../../parts/button.js';
import type { Column } from '../../parts/table.js';
import { Fingerprint, SchoolName } from '../../parts/text.js';
import { quickAction } from './actions.js';
import { nameOf } from './order.js';
import { StateBadge, VerdictBadge } from './words.js';

/** The table of schools. `application`: the one its actions are about. */
export function columnsFor(application: string): readonly Column<EstateSchool>[] {
  return [
    {
      id: 'school',
      title: 'School',
      width: 'minmax(9rem, 4fr)',
      cell: school => (
        <>
          <SchoolName name={nameOf(school)} />
          <small class="dim estate-below">
            <bdi>{school.key}</bdi>
            {codeOf(school)}
          </small>
        </>
      ),
    },
    { id: 'state', title: 'State', width: 'minmax(7rem, 1.3fr)', cell: school => <State school={school} /> },
    { id: 'true', title: 'Its secret', width: '8.5rem', from: 960, cell: school => <Truth school={school} /> },
    { id: 'held', title: 'Agent holds', width: '8.5rem', from: 960, cell: school => <Held school={school} /> },
    {
      id: 'verdict',
      title: 'Difference',
      width: 'minmax(8rem, 3fr)',
      wide: true,
      cell: school => (
        <span title={school.says}>
          <VerdictBadge school={school} />
          {school.verdict !== 'unreported' && school.verdict !== 'same' && (
            <small class="dim estate-below">{school.says}</small>
          )}
        </span>
      ),
    },
    {
      id: 'act',
      title: 'Do',
      width: '9rem',
      wide: true,
      cell: (school, active) => <Quick school={school} application={application} active={active} />,
    },
  ];
}

/** With the difference below it where that has no column of its own. */
function State({ school }: { readonly school: EstateSchool }) {
  return (
    <>
      <StateBadge school={school} />
      {school.verdict !== 'unreported' && (
        <span class="estate-narrow">
          <VerdictBadge school={school} />
        </span>
      )}
    </>
  );
}

function codeOf({ dfeCode, deniNumber }: EstateSchool): string {
  if (dfeCode !== null && dfeCode !== '') return ` · DfE ${dfeCode}`;
  return deniNumber === null || deniNumber === '' ? '' : ` · DENI ${deniNumber}`;
}

function Truth({ school }: { readonly school: EstateSchool }) {
  const shown = school.clients.filter(client => client.shown);
  const [only, ...others] = shown;
  if (!only) return <span class="dim">none</span>;
  return others.length === 0 ? <Fingerprint of={only.secret} /> : <>{shown.length} credentials</>;
}

function Held({ school }: { readonly school: EstateSchool }) {
  const [only, ...others] = school.holds;
  if (!only) return <span class="dim">{school.verdict === 'unreported' ? '–' : 'nothing'}</span>;
  if (others.length > 0) return <>{school.holds.length} credentials</>;
  return only.secret === null ? <span class="dim">unknown secret</span> : <Fingerprint of={only.secret} />;
}

type QuickProps = { readonly school: EstateSchool; readonly application: string; readonly active: boolean };

function Quick({ school, application, active }: QuickProps) {
  const action = quickAction(school, application);
  if (!action) return null;
  const { text, change, says } = action;
  return (
    <Button onClick={() => act(change, says)} label={`${text}: ${nameOf(school)}`} tabIndex={active ? 0 : -1}>
      {text}
    </Button>
  );
}
