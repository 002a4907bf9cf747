import { useEffect, useRef } from 'preact/hooks';
import { ApiError, get, inWorld } from './api.js';
import { type Connection, listen, type WorldEvent } from './events.js';
import { DEFAULT_WORLD } from './router.js';
import { createStore, useStore } from './store.js';

/** A world as `GET /api/worlds` lists it. `now` is epoch ms on its clock. */
export type WorldEntry = {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  readonly version: number;
  readonly clock: 'real' | 'manual';
  readonly now: number;
  readonly scenario: string | null;
  readonly exchanges: number;
  readonly stsUrl: string;
  readonly rapUrl: string;
};

export type Live = {
  /** The id of the world shown. */
  readonly world: string;
  readonly worlds: readonly WorldEntry[];
  readonly connection: Connection;
  /** Grows when everything has to be read anew: at the start, after a lost connection, after missed events. */
  readonly epoch: number;
  /** When `worlds` was read, by the clock of this browser (performance.now()). */
  readonly readAt: number;
  /** Why the world cannot be shown; null while it can. */
  readonly trouble: string | null;
};

export const live = createStore<Live>({
  world: DEFAULT_WORLD,
  worlds: [],
  connection: 'connecting',
  epoch: 0,
  readAt: 0,
  trouble: null,
});

export const useLive = <S>(select: (value: Live) => S): S => useStore(live, select);
/** The world shown, once it is known. */
export const entryOf = ({ worlds, world }: Live): WorldEntry | undefined => worlds.find(({ id }) => id === world);

type Hearer = (event: WorldEvent) => void;
const hearers = new Set<Hearer>();

/** Calls `hear` for every event of the world shown, for as long as the component is there. */
export function useEvents(hear: Hearer): void {
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    const forward: Hearer = event => latest.current(event);
    hearers.add(forward);
    return () => {
      hearers.delete(forward);
    };
  }, []);
}

let leave: (() => void) | undefined;
let opened: string | undefined;

/** Shows a world: everything that happens in it is heard from now on. */
export function openWorld(world: string): void {
  if (opened === world) return;
  leave?.();
  opened = world;
  live.set({ world, connection: 'connecting', trouble: null });
  let latest: Connection = 'connecting';
  const show = (connection: Connection) => {
    if (opened === world && connection === latest) live.set({ connection });
  };
  leave = listen(inWorld(world, '/events'), {
    event: hear,
    connection: connection => {
      latest = connection;
      if (connection === 'live') {
        show(connection);
        // What happened meanwhile is not known, also when the connection is the first.
        readAnew();
        // A harness that answers may have no such world: then no connection is lost, and nobody is told so.
      } else void refresh().then(() => show(connection));
    },
  });
}

function readAnew(): void {
  live.set({ epoch: live.get().epoch + 1 });
  void refresh();
}

/** Events after which the head of the page says something else. */
const OF_THE_HEAD: ReadonlySet<string> = new Set(['change', 'replaced', 'step', 'clock', 'switches', 'reset']);

function hear(event: WorldEvent): void {
  if (event.type === 'gap') readAnew();
  else if (OF_THE_HEAD.has(event.type)) soon();
  for (const hearer of hearers) hearer(event);
}

let due = false;
/** Many events in a row cost one look. */
function soon(): void {
  if (due) return;
  due = true;
  setTimeout(() => {
    due = false;
    void refresh();
  }, 100);
}

/** Reads the worlds there are. */
export async function refresh(): Promise<void> {
  try {
    const worlds = await get<readonly WorldEntry[]>('/api/worlds');
    const { world } = live.get();
    const trouble = worlds.some(({ id }) => id === world) ? null : `There is no world "${world}" any more.`;
    live.set({ worlds, readAt: performance.now(), trouble });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A harness that does not answer is told by the connection.
  }
}
