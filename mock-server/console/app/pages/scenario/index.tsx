import './scenario.css';
import { get, inWorld } from '../../api.js';
import { useEvents } from '../../live.js';
import { useResource } from '../../read.js';
import { useBell } from '../../soon.js';
import { Choose } from './choose.js';
import { ClockCard } from './clock.js';
import type { Played } from './data.js';
import { Faults } from './faults.js';
import { Playing } from './playing.js';
import { Switches } from './switches.js';

/** What happens in this world, by itself and by your hand. */
export function Scenario() {
  const { value: played, error, reload } = useResource('scenario', world => get<Played>(inWorld(world, '/scenario')));
  const bell = useBell(
    async () => reload(),
    () => {},
  );
  // Requests count towards steps, so they are heard, too.
  useEvents(bell);
  return (
    <>
      <h2 class="hidden">Scenario</h2>
      {error !== undefined && <p class="note bad">{error}</p>}
      <div class="scenario">
        <div class="scenario-column">
          {played && <Playing played={played} reload={reload} />}
          <Faults />
        </div>
        <div class="scenario-column">
          <Choose playing={played?.scenario?.id} reload={reload} />
          <ClockCard reload={reload} />
        </div>
      </div>
      <Switches />
    </>
  );
}
