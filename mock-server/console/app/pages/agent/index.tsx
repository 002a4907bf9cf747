import './agent.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, inWorld } from '../../api.js';
import { useEvents, useLive } from '../../live.js';
import { announce } from '../../parts/live-region.js';
import { useResource } from '../../read.js';
import { useBell } from '../../soon.js';
import { ConvergenceCard } from './convergence.js';
import { SyncDetails } from './details.js';
import { type Convergence, readConvergence } from './estate.js';
import { How } from './how.js';
import { type Posted, told } from './report.js';
import { SyncList } from './syncs.js';
import { Waiting } from './waiting.js';

/** After these, what is true or what is held may be another. */
const MOVES: ReadonlySet<string> = new Set([
  'agent-report',
  'change',
  'replaced',
  'switches',
  'clock',
  'step',
  'reset',
]);

/** What agents said they did, and whether what they hold is what is true. */
export function Agent() {
  const reports = useResource('agent-reports', async world => {
    const posted = await get<readonly Posted[]>(inWorld(world, '/agent-reports'));
    return posted.map(told).reverse();
  });
  const last = useRef<Convergence>(undefined);
  const comparison = useResource('convergence', async world => {
    last.current = await readConvergence(world, last.current);
    return last.current;
  });
  const lost = useLive(live => live.connection === 'lost');
  const [chosen, setChosen] = useState<number>();

  const again = useBell(
    async () => {
      reports.reload();
      comparison.reload();
    },
    () => undefined,
  );
  useEvents(event => {
    if (MOVES.has(event.type)) again();
  });
  const all = reports.value;
  const newest = all?.[0]?.number;
  const seen = useRef(newest);
  useEffect(() => {
    if (seen.current !== undefined && newest !== undefined && newest > seen.current)
      announce('A new report of an agent came');
    seen.current = newest;
  }, [newest]);

  const sync = useMemo(() => all?.find(each => each.isSync), [all]);
  const shown = all?.find(({ number }) => number === chosen) ?? sync ?? all?.[0];
  const trouble = reports.error ?? comparison.error;
  return (
    <>
      <h2 class="hidden">Agent</h2>
      {trouble !== undefined && !lost && <p class="note bad">{trouble}</p>}
      {!all && <p class="dim">Reading what agents reported.</p>}
      {all?.length === 0 && (
        <section class="card agent-how" aria-labelledby="agent-none">
          <h3 id="agent-none">No agent has reported yet</h3>
          <How />
        </section>
      )}
      {all && shown && (
        <>
          <div class="agent-top">
            {sync && sync.held.length > 0 && <Waiting sync={sync} />}
            <ConvergenceCard comparison={comparison.value} />
          </div>
          <div class="agent-columns">
            <SyncList all={all} selected={shown.number} onOpen={setChosen} />
            <SyncDetails told={shown} />
          </div>
          <details class="card agent-how">
            <summary>How an agent reports</summary>
            <How />
          </details>
        </>
      )}
    </>
  );
}
