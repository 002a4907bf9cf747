import { useEffect, useRef, useState } from 'preact/hooks';
import type { Estate, EstateSchool } from '../../../../control/estate/shape.js';
import { ApiError, get, inWorld } from '../../api.js';
import type { WorldEvent } from '../../events.js';
import { useEvents, useLive } from '../../live.js';
import { merged } from './order.js';

export type Head = Omit<Estate, 'schools'>;
export type EstateState = {
  /** In order of their names; empty until the first were read. */
  readonly schools: readonly EstateSchool[];
  readonly head: Head | undefined;
  /** False while more of them are on their way. */
  readonly complete: boolean;
  readonly error: string | undefined;
};

/** The first answer is small, so that something is there at once; the others are as large as the API gives. */
const FIRST = 200;
const NEXT = 5000;
const SOON_MS = 120;

const NOTHING: EstateState = { schools: [], head: undefined, complete: false, error: undefined };

/** What happens without touching a school. */
const ELSEWHERE: ReadonlySet<string> = new Set(['exchange', 'turned-away', 'problem', 'gap']);

/** The schools of the world shown, kept up with what happens: after the first time only what changed is read. */
export function useEstate(application: string): EstateState {
  const world = useLive(live => live.world);
  const epoch = useLive(live => live.epoch);
  const [state, setState] = useState(NOTHING);
  const reader = useRef<ReturnType<typeof createReader>>(null);

  useEffect(() => {
    setState(NOTHING);
    const made = createReader(world, application, setState);
    reader.current = made;
    return made.stop;
  }, [world, application]);
  useEffect(() => reader.current?.read(), [world, application, epoch]);
  useEvents((event: WorldEvent) => {
    if (!ELSEWHERE.has(event.type)) reader.current?.soon();
  });
  return state;
}

/** Reads one after the other; what is asked for while it reads is one more read afterwards. */
function createReader(world: string, application: string, show: (state: EstateState) => void) {
  let known: EstateState = NOTHING;
  let busy = false;
  let again = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (members: Partial<EstateState>) => {
    known = { ...known, ...members };
    if (!stopped) show(known);
  };

  const ask = (since: string | undefined, offset: number) => {
    const query = new URLSearchParams({ offset: String(offset), limit: String(offset === 0 ? FIRST : NEXT) });
    if (application !== '') query.set('application', application);
    if (since !== undefined) query.set('since', since);
    return get<Estate>(inWorld(world, `/estate?${query}`));
  };

  /** All that is new since the last time. What moves while it reads comes once more with the next read. */
  const readOnce = async () => {
    const since = known.head?.stamp;
    const first = await ask(since, 0);
    const { schools, ...head } = first;
    let all = merged(first.whole ? [] : known.schools, schools);
    let read = schools.length;
    if (first.whole) tell({ schools: all, head, complete: read >= first.total, error: undefined });
    while (read < first.total && !stopped) {
      const page = await ask(since, read);
      if (seriesOf(page) !== seriesOf(first) || page.whole !== first.whole) {
        again = true;
        return;
      }
      if (page.schools.length === 0) break;
      read += page.schools.length;
      all = merged(all, page.schools);
    }
    tell({ schools: all, head, complete: true, error: undefined });
  };

  const read = async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again && !stopped) {
      again = false;
      try {
        await readOnce();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        tell({ error: error.message });
      }
    }
    busy = false;
  };

  return {
    read: () => void read(),
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void read();
      }, SOON_MS);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Stamps of one series can be compared; another begins when another world stands in the place of this one. */
function seriesOf({ stamp }: Head): string {
  return stamp.split('-', 1)[0] ?? '';
}
