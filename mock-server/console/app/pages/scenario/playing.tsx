import { del, get, inWorld, put } from '../../api.js';
import { entryOf, useLive } from '../../live.js';
import { Button } from '../../parts/button.js';
import { useResource } from '../../read.js';
import type { Explained, Played } from './data.js';
import { attempt } from './do.js';
import { Steps } from './steps.js';

/** The scenario that is being played. */
export function Playing({ played, reload }: { readonly played: Played; readonly reload: () => void }) {
  const world = useLive(live => live.world);
  const now = useLive(entryOf)?.now ?? 0;
  const { scenario, notes, problems } = played;
  const explained = useResource(`explain ${scenario?.id ?? ''}`, world =>
    scenario ? get<Explained>(inWorld(world, '/scenario/explain')) : Promise.resolve(undefined),
  ).value;
  if (!scenario) {
    return (
      <section class="card" aria-labelledby="playing">
        <h3 id="playing">Nothing is being played</h3>
        <p class="dim">The world stands still but for what you do. Choose a scenario to have something happen.</p>
      </section>
    );
  }
  const again = () =>
    attempt(() => put(inWorld(world, '/scenario'), { id: scenario.id }), 'It begins anew.').then(reload);
  const stop = () => attempt(() => del(inWorld(world, '/scenario')), 'Nothing more happens by itself.').then(reload);
  return (
    <section class="card" aria-labelledby="playing">
      <div class="scenario-head">
        <h3 id="playing" dir="auto">
          {scenario.title}
        </h3>
        <div class="actions">
          <Button onClick={again}>Begin anew</Button>
          <Button onClick={stop}>Stop</Button>
        </div>
      </div>
      <p dir="auto">{scenario.tells}</p>
      {notes.map(note => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {problems.map(problem => (
        <p key={problem} class="note bad" dir="auto">
          {problem}
        </p>
      ))}
      <Steps steps={scenario.steps} lines={explained?.steps ?? []} now={now} reload={reload} />
      {explained && <Story explained={explained} />}
    </section>
  );
}

/** What the agent is put through, and what must then be true. */
function Story({ explained: { setting, syncs, proves } }: { readonly explained: Explained }) {
  return (
    <details class="story">
      <summary>In plain English: what the agent does, and what must then be true</summary>
      <p>{setting}</p>
      <ol>
        {syncs.map(({ name, says, tells }) => (
          <li key={`${name} ${says}`} dir="auto">
            {name !== undefined && <strong>{name}. </strong>}
            {says}
            {tells !== undefined && <span class="dim"> {tells}</span>}
          </li>
        ))}
      </ol>
      {proves !== undefined && <p dir="auto">Proves: {proves}</p>}
    </details>
  );
}
