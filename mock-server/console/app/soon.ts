import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** Many calls in a row cost one piece of work. */
const GATHER_MS = 120;

/** Has something done soon, once for all who ask meanwhile, and never twice at a time. */
export function useBell(work: () => Promise<void>, failed: (error: unknown) => void): () => void {
  const latest = useRef(work);
  latest.current = work;
  const state = useRef({ due: false, busy: false, again: false });
  return useCallback(() => {
    const run = async () => {
      const now = state.current;
      now.due = false;
      if (now.busy) {
        now.again = true;
        return;
      }
      now.busy = true;
      await latest.current().catch(failed);
      now.busy = false;
      if (!now.again) return;
      now.again = false;
      ring();
    };
    const ring = () => {
      if (state.current.due) return;
      state.current.due = true;
      setTimeout(run, GATHER_MS);
    };
    ring();
  }, [failed]);
}

/** A value once it has not changed for a while. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
