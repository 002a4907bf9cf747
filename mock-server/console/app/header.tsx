import { ApiError, inWorld, post } from './api.js';
import type { Connection } from './events.js';
import { entryOf, refresh, useLive, type WorldEntry } from './live.js';
import { Badge, type Tone } from './parts/badge.js';
import { Button } from './parts/button.js';
import { Select } from './parts/field.js';
import { Menu } from './parts/menu.js';
import { tell } from './parts/toast.js';
import { goTo } from './router.js';
import { useTime } from './time.js';

const CONNECTIONS: Readonly<Record<Connection, readonly [Tone, string]>> = {
  connecting: ['quiet', 'connecting'],
  live: ['good', 'live'],
  lost: ['warn', 'connection lost'],
};

/** Which world, what time it is there, what is being played, and whether the page still hears of it. */
export function Header() {
  const connection = useLive(live => live.connection);
  const entry = useLive(entryOf);
  const gone = useLive(live => live.trouble !== null);
  const [tone, words]: readonly [Tone, string] = gone ? ['bad', 'no such world'] : CONNECTIONS[connection];
  return (
    <header>
      <h1>
        <span aria-hidden="true" class="mark">
          ✓
        </span>
        SIMS ID harness
      </h1>
      <Worlds entry={entry} />
      {entry && (
        <>
          {entry.scenario !== null && (
            <p class="head-fact">
              <span class="head-label">Scenario</span> <bdi>{entry.scenario}</bdi>
            </p>
          )}
          <Clock entry={entry} />
        </>
      )}
      <span class="head-connection">
        <Badge tone={tone}>{words}</Badge>
      </span>
    </header>
  );
}

/** The way to other worlds; also from one that is gone, which is among the choices as what the page is at. */
function Worlds({ entry }: { readonly entry: WorldEntry | undefined }) {
  const worlds = useLive(live => live.worlds);
  const world = useLive(live => live.world);
  if (worlds.length === 0) return null;
  if (entry && worlds.length < 2) {
    return (
      <p class="head-fact">
        <span class="head-label">World</span> <bdi>{entry.name}</bdi>{' '}
        <span class="dim" title={SEED}>
          seed {entry.seed}
        </span>
      </p>
    );
  }
  const known = worlds.map(({ id, name }) => ({ value: id, text: id === name ? id : `${id} (${name})` }));
  const choices = entry ? known : [{ value: world, text: `${world} (not there)` }, ...known];
  return <Select label="World" value={world} choices={choices} onChange={id => goTo({ world: id })} />;
}

const SEED = 'The number that all schools, ids and secrets of this world were drawn from';

const STEPS = [
  ['1m', '1 minute'],
  ['10m', '10 minutes'],
  ['1h', '1 hour'],
  ['1d', '1 day'],
] as const;

function Clock({ entry }: { readonly entry: WorldEntry }) {
  const now = useTime(entry);
  const advance = async (by: string, words: string) => {
    try {
      await post(inWorld(entry.id, '/clock/advance'), { by });
      tell({ says: `The clock of this world moved forward by ${words}.` });
      await refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      tell({ says: error.message, bad: true });
    }
  };
  return (
    <div class="head-fact">
      <span class="head-label">Clock</span>{' '}
      <time dateTime={new Date(now).toISOString()}>
        {new Date(now).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
      </time>
      {entry.clock === 'manual' && <span class="dim"> stands still</span>}
      <Menu text="Advance" label="Advance the clock">
        {STEPS.map(([by, words]) => (
          <Button key={by} look="plain" onClick={() => advance(by, words)}>
            {words}
          </Button>
        ))}
      </Menu>
    </div>
  );
}
