import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './api.js';
import { useLive } from './live.js';

export type Resource<T> = {
  /** Undefined until it was read once; the last one known while it is read again. */
  readonly value: T | undefined;
  /** Why it could not be read last time. */
  readonly error: string | undefined;
  readonly reload: () => void;
};

/**
 * Something the API tells, read at the start, with every new `key`, and again whenever all has to be read anew. Only
 * one read is under way; what is asked for meanwhile is one more afterwards.
 * @param load must throw an ApiError for what is to be told to the reader.
 */
export function useResource<T>(key: string, load: (world: string) => Promise<T>): Resource<T> {
  const world = useLive(live => live.world);
  const epoch = useLive(live => live.epoch);
  const [state, setState] = useState<{ of: string; value: T | undefined; error: string | undefined }>({
    of: '',
    value: undefined,
    error: undefined,
  });
  const of = `${world} ${key}`;
  const run = useRef({ of, load, busy: false, again: false });
  run.current.of = of;
  run.current.load = load;

  const reload = useCallback(async () => {
    const current = run.current;
    if (current.busy) {
      current.again = true;
      return;
    }
    current.busy = true;
    do {
      current.again = false;
      const asked = current.of;
      const [asWorld = ''] = asked.split(' ', 1);
      try {
        const value = await current.load(asWorld);
        if (asked === current.of) setState({ of: asked, value, error: undefined });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setState(state => ({ of: asked, value: state.of === asked ? state.value : undefined, error: error.message }));
      }
    } while (current.again);
    current.busy = false;
  }, []);

  useEffect(() => {
    void reload();
  }, [of, epoch, reload]);
  const value = state.of === of ? state.value : undefined;
  return { value, error: state.of === of ? state.error : undefined, reload: () => void reload() };
}
