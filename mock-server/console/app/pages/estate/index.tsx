import { useMemo, useRef } from 'preact/hooks';
import { Button } from '../../parts/button.js';
import { Select, TextField } from '../../parts/field.js';
import { VirtualTable } from '../../parts/table.js';
import { instant } from '../../parts/text.js';
import { setQuery, useRoute } from '../../router.js';
import { columnsFor } from './columns.js';
import { type Head, useEstate } from './data.js';
import './estate.css';
import { chosen, countsOf, FILTERS } from './filter.js';
import { Panel } from './panel.js';

/** The schools: what is true, what the agent holds beside it, and everything that can happen to one. */
export function Estate() {
  const { application: wanted = '', show = '', search = '', school: opened = '' } = useRoute().query;
  const { schools, head, complete, error } = useEstate(wanted);
  const box = useRef<HTMLDivElement>(null);
  const application = head?.application ?? '';
  const columns = useMemo(() => columnsFor(application), [application]);
  const counts = useMemo(() => countsOf(schools), [schools]);
  const rows = useMemo(() => chosen(schools, show, search), [schools, show, search]);
  const selected = opened === '' ? undefined : schools.find(({ key }) => key === opened);
  const close = () => {
    setQuery({ school: '' });
    box.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
  };
  if (!head) return <p class={error === undefined ? 'dim' : 'note bad'}>{error ?? 'Reading the schools …'}</p>;
  return (
    <div class="estate" ref={box}>
      <div class="estate-list">
        <AgentLine head={head} />
        <div class="estate-tools">
          <TextField
            label="Search schools"
            quiet
            type="search"
            placeholder="Search name, code, id, fingerprint"
            value={search}
            onChange={text => setQuery({ search: text })}
          />
          {head.applications.length > 1 && (
            <Select
              label="Application"
              quiet
              value={application}
              choices={head.applications.map(({ id, name }) => ({ value: id, text: name }))}
              onChange={id => setQuery({ application: id, school: '' })}
            />
          )}
          <fieldset class="estate-filters">
            <legend class="hidden">Show</legend>
            {FILTERS.map(({ id, text }, index) =>
              counts[index] === 0 && id !== show && id !== 'differs' ? null : (
                <Button key={id} pressed={id === show} onClick={() => setQuery({ show: id })}>
                  {text} <span class="dim">{counts[index]?.toLocaleString()}</span>
                </Button>
              ),
            )}
          </fieldset>
        </div>
        <p role="status" class="hidden">
          {complete ? `${rows.length} of ${schools.length} schools` : 'Reading more schools'}
        </p>
        <VirtualTable
          label="Schools"
          columns={columns}
          rows={rows}
          keyOf={({ key }) => key}
          selected={selected?.key}
          onOpen={({ key }) => setQuery({ school: key })}
          narrowRowHeight={92}
          empty={search === '' ? 'No school is in this state.' : `No school has “${search}” in its name, codes or ids.`}
        />
        {error !== undefined && <p class="note bad">{error}</p>}
      </div>
      {selected && <Panel school={selected} application={application} onClose={close} />}
    </div>
  );
}

function AgentLine({ head: { agent } }: { readonly head: Head }) {
  if (!agent) {
    return (
      <p class="dim">
        No agent has said what it holds. An agent, or a script after it, can: <code>POST …/agent-reports</code> with{' '}
        <code>holds</code>.
      </p>
    );
  }
  return (
    <p class="dim">
      Compared with what <bdi>{agent.name}</bdi> reported at {instant(agent.at)}.
      {agent.strangers > 0 && ` It holds ${agent.strangers} credentials of organisations this world does not know.`}
    </p>
  );
}
