import { useState } from 'preact/hooks';
import { get, inWorld, post, put } from '../../api.js';
import { entryOf, useLive } from '../../live.js';
import { Button, ConfirmButton } from '../../parts/button.js';
import { Select, TextField } from '../../parts/field.js';
import { tell } from '../../parts/toast.js';
import { useResource } from '../../read.js';
import { goTo } from '../../router.js';
import type { Listed } from './data.js';
import { attempt } from './do.js';
import { readSeed } from './seed.js';

/** Another scenario: here, or in a world of its own from a seed. */
export function Choose({ playing, reload }: { readonly playing: string | undefined; readonly reload: () => void }) {
  const world = useLive(live => live.world);
  const entry = useLive(entryOf);
  const { value: scenarios = [], error } = useResource('scenarios', () => get<readonly Listed[]>('/api/scenarios'));
  const [wanted, setWanted] = useState<string>();
  const [seed, setSeed] = useState('');
  const chosen = scenarios.find(({ id }) => id === (wanted ?? playing)) ?? scenarios[0];
  const read = readSeed(seed);
  const seedTrouble = 'trouble' in read ? read.trouble : undefined;
  const here = () =>
    chosen &&
    attempt(() => put(inWorld(world, '/scenario'), { id: chosen.id }), `Playing: ${chosen.title}`).then(reload);
  const elsewhere = async () => {
    if (!chosen) return;
    const from = readSeed(seed);
    if ('trouble' in from) return;
    let made: { readonly id: string; readonly seed: number } | undefined;
    const work = async () => {
      made = await post<{ id: string; seed: number }>('/api/worlds', { scenario: chosen.id, ...from });
    };
    if (!(await attempt(work)) || !made) return;
    // In this order: what is said belongs to the place where it is said.
    goTo({ world: made.id });
    tell({ says: `Playing in a world of its own, from seed ${made.seed}: ${chosen.title}` });
  };
  const reset = () =>
    attempt(() => post(inWorld(world, '/reset')), 'World, clock, journal and scenario are back at the start.').then(
      reload,
    );
  return (
    <section class="card" aria-labelledby="choose">
      <h3 id="choose">Choose a scenario</h3>
      {error !== undefined && <p class="note bad">{error}</p>}
      {chosen && (
        <>
          <Select
            label="Scenario"
            value={chosen.id}
            choices={scenarios.map(({ id, title }) => ({ value: id, text: title }))}
            onChange={setWanted}
          />
          {chosen.id !== playing && (
            <p class="dim" dir="auto">
              {chosen.tells}
            </p>
          )}
          <TextField
            label="Seed"
            value={seed}
            placeholder={String(chosen.seed)}
            onChange={setSeed}
            trouble={seedTrouble}
            hint={`The number that schools, ids and secrets of a world of its own are drawn from: the same number gives the same ones. This world was drawn from ${entry?.seed ?? '…'}.`}
          />
          <div class="actions">
            <Button look="main" onClick={elsewhere}>
              Play in a world of its own
            </Button>
            <Button onClick={here}>Play here</Button>
          </div>
          <p class="dim">
            <b>A world of its own</b> is made new beside this one, with schools as the scenario needs them, and this one
            stays as it is. <b>Here</b> it happens to the schools of this world.
          </p>
        </>
      )}
      <div class="actions">
        <ConfirmButton question="Put this world back to its start?" onClick={reset}>
          Reset this world
        </ConfirmButton>
      </div>
    </section>
  );
}
