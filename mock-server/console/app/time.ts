import { useEffect, useState } from 'preact/hooks';
import { live, useLive, type WorldEntry } from './live.js';

/** The time of the world (epoch ms), moving where its clock does: one for every clock that the page shows. */
export function useTime({ now, clock }: WorldEntry): number {
  const readAt = useLive(live => live.readAt);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (clock !== 'real') return;
    const timer = setInterval(() => redraw(count => count + 1), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  return clock === 'real' && live.get().readAt === readAt ? now + (performance.now() - readAt) : now;
}
