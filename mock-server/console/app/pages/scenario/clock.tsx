import { useState } from 'preact/hooks';
import { inWorld, post } from '../../api.js';
import { entryOf, refresh, useLive, type WorldEntry } from '../../live.js';
import { Button } from '../../parts/button.js';
import { TextField } from '../../parts/field.js';
import { instant } from '../../parts/text.js';
import { useTime } from '../../time.js';
import { attempt } from './do.js';

const USUAL = ['1m', '1h', '1d', '7d'];

/** The clock of the world, forward only. */
export function ClockCard({ reload }: { readonly reload: () => void }) {
  const entry = useLive(entryOf);
  return entry ? <Ticking entry={entry} reload={reload} /> : null;
}

function Ticking({ entry, reload }: { readonly entry: WorldEntry; readonly reload: () => void }) {
  const [by, setBy] = useState('');
  const now = useTime(entry);
  const advance = async (by: string) => {
    await attempt(() => post(inWorld(entry.id, '/clock/advance'), { by }), `The clock moved forward by ${by}.`);
    await refresh();
    reload();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (by.trim() !== '') void advance(by.trim());
  };
  return (
    <section class="card" aria-labelledby="clock">
      <h3 id="clock">Clock</h3>
      <p>
        {instant(now)} <span class="dim">{entry.clock === 'manual' ? 'moves only when told' : 'moves by itself'}</span>
      </p>
      <div class="actions">
        {USUAL.map(by => (
          <Button key={by} label={`+${by}, advance the clock`} onClick={() => advance(by)}>
            +{by}
          </Button>
        ))}
      </div>
      <form class="inline" onSubmit={submit}>
        <TextField label="Forward by" value={by} placeholder="90s, 5m, 1.5h, 2d" onChange={setBy} />
        <button type="submit" class="button">
          Advance
        </button>
      </form>
    </section>
  );
}
