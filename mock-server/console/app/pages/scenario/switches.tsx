import { useState } from 'preact/hooks';
import { get, inWorld, put } from '../../api.js';
import { useEvents, useLive } from '../../live.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Select, TextField } from '../../parts/field.js';
import { useResource } from '../../read.js';
import type { Switch } from './data.js';
import { attempt } from './do.js';

type Texts = Readonly<Record<string, string>>;

/** What no public source settles about the real service, and what this world does about it. */
export function Switches() {
  const world = useLive(live => live.world);
  const table = useResource('table of switches', () => get<readonly Switch[]>('/api/switches'));
  const force = useResource('switches', world => get<Texts>(inWorld(world, '/switches')));
  const [text, setText] = useState('');
  useEvents(({ type }) => {
    if (type === 'switches' || type === 'reset') force.reload();
  });
  const set = (name: string, value: string | null) =>
    attempt(() => put(inWorld(world, '/switches'), { [name]: value }), `${name} is ${value ?? 'as usual'} now.`).then(
      force.reload,
    );
  const inForce = force.value ?? {};
  const isTurned = ({ name, default: usual }: Switch) => (inForce[name] ?? usual) !== usual;
  const wanted = text.trim().toLowerCase();
  const shown = (table.value ?? [])
    .filter(({ name, says }) => `${name} ${says}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(isTurned(b)) - Number(isTurned(a)));
  const error = table.error ?? force.error;
  return (
    <section class="card" aria-labelledby="switches">
      <div class="scenario-head">
        <h3 id="switches">Switches</h3>
        <TextField
          label="Find a switch"
          quiet
          type="search"
          value={text}
          placeholder="Find a switch"
          onChange={setText}
        />
      </div>
      <p class="dim">
        Where no public source says what the real service does, a switch decides. Those turned come first.
      </p>
      {error !== undefined && <p class="note bad">{error}</p>}
      <ul class="switches">
        {shown.map(each => (
          <li key={each.name}>
            <div>
              <code>{each.name}</code> {isTurned(each) && <Badge tone="warn">turned</Badge>}
              <p class="dim">{each.says}</p>
            </div>
            <Value of={each} value={inForce[each.name] ?? each.default} set={value => set(each.name, value)} />
          </li>
        ))}
      </ul>
      {table.value && shown.length === 0 && <p class="dim">No switch has that in it.</p>}
    </section>
  );
}

type ValueProps = {
  readonly of: Switch;
  readonly value: string;
  readonly set: (value: string | null) => Promise<unknown>;
};

/** A choice where the values can be listed, a field where they cannot. */
function Value({ of: { name, allowed, default: usual }, value, set }: ValueProps) {
  const values = allowed.split(' | ');
  const listed = values.every(each => /^[\w.-]+$/.test(each));
  return (
    <div class="switch-value">
      {listed ? (
        <Select
          label={name}
          quiet
          value={value}
          choices={values.map(each => ({ value: each, text: each === usual ? `${each} (usual)` : each }))}
          onChange={set}
        />
      ) : (
        <Free key={value} name={name} allowed={allowed} value={value} set={set} />
      )}
      {value !== usual && (
        <Button look="plain" label={`Back: ${name} to ${usual}`} onClick={() => set(null)}>
          Back
        </Button>
      )}
    </div>
  );
}

type FreeProps = Pick<ValueProps, 'value' | 'set'> & { readonly name: string; readonly allowed: string };

function Free({ name, allowed, value, set }: FreeProps) {
  const [text, setText] = useState(value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (text !== value) void set(text);
  };
  return (
    <form class="inline" onSubmit={submit}>
      <TextField label={name} quiet value={text} onChange={setText} hint={allowed} />
      <button type="submit" class="button" disabled={text === value} aria-label={`Set ${name}`}>
        Set
      </button>
    </form>
  );
}
