import { useState } from 'preact/hooks';
import { del, get, inWorld, put } from '../../api.js';
import { useEvents, useLive } from '../../live.js';
import { Button } from '../../parts/button.js';
import { Select, TextField } from '../../parts/field.js';
import { useResource } from '../../read.js';
import type { Fault } from './data.js';
import { attempt } from './do.js';
import { faultWords, presetsFor, REQUESTS, TIMES } from './fault-presets.js';

/** Faults that stand beside the scenario until somebody takes them away. */
export function Faults() {
  const world = useLive(live => live.world);
  const {
    value: faults = [],
    error,
    reload,
  } = useResource('faults', world => get<readonly Fault[]>(inWorld(world, '/faults')));
  useEvents(({ type }) => {
    if (type === 'reset') reload();
  });
  const set = (wanted: readonly Fault[], says: string) =>
    attempt(
      () => (wanted.length === 0 ? del(inWorld(world, '/faults')) : put(inWorld(world, '/faults'), wanted)),
      says,
    ).then(done => {
      reload();
      return done;
    });
  return (
    <section class="card" aria-labelledby="faults">
      <h3 id="faults">Faults</h3>
      {error !== undefined && <p class="note bad">{error}</p>}
      {faults.length === 0 ? (
        <p class="dim">Nothing is broken, but for what the scenario breaks.</p>
      ) : (
        <ul class="faults">
          {faults.map((fault, index) => (
            <li key={fault.name ?? index}>
              <span dir="auto">{faultWords(fault)}</span>
              <Button
                look="plain"
                label={`Mend: ${faultWords(fault)}`}
                onClick={() =>
                  set(
                    faults.filter(other => other !== fault),
                    'Mended.',
                  )
                }
              >
                Mend
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddFault add={fault => set([...faults, fault], 'Broken as you wished.')} />
      {faults.length > 1 && (
        <div class="actions">
          <Button onClick={() => set([], 'All is mended.')}>Mend all</Button>
        </div>
      )}
    </section>
  );
}

function AddFault({ add }: { readonly add: (fault: Fault) => Promise<boolean> }) {
  const [request, setRequest] = useState('rap.clients');
  const [kind, setKind] = useState('503');
  const [times, setTimes] = useState('always');
  const [site, setSite] = useState('');
  const presets = presetsFor(request);
  // What was chosen for a list is nothing that can happen to a token.
  const chosen = presets.find(({ id }) => id === kind) ?? presets[0];
  const submit = (event: Event) => {
    event.preventDefault();
    const fault = chosen?.fault;
    if (!fault) return;
    const school = site.trim();
    const on = { request, ...(school !== '' && { site: school }) };
    void add({ on, fault, times: times === 'always' ? times : Number(times) });
  };
  return (
    <form class="add-fault" onSubmit={submit}>
      <Select label="What is struck" value={request} choices={REQUESTS} onChange={setRequest} />
      <Select
        label="What goes wrong"
        value={chosen?.id ?? ''}
        choices={presets.map(({ id, text }) => ({ value: id, text }))}
        onChange={setKind}
      />
      <Select label="How often" value={times} choices={TIMES} onChange={setTimes} />
      <TextField label="Only for the school" value={site} placeholder="Key, or empty for all" onChange={setSite} />
      <button type="submit" class="button">
        Break it
      </button>
    </form>
  );
}
