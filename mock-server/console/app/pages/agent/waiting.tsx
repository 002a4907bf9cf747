import { CopyButton } from '../../parts/copy.js';
import { GUARDS } from './held.js';
import type { Told } from './report.js';

/** What the newest sync would not do by itself, and how a person lets it. */
export function Waiting({ sync }: { readonly sync: Told }) {
  const commands = new Map<string, string>();
  for (const { approve } of sync.held) if (approve !== undefined) commands.set(approve, approve);
  return (
    <section class="card agent-waiting" aria-labelledby="agent-waiting">
      <h3 id="agent-waiting">Something waits for a person</h3>
      <p>
        <bdi dir="auto">{sync.agent}</bdi> (report {sync.number}) will not remove what looks like an accident. What
        waits goes on working exactly as before, until the service shows it again or somebody approves.
      </p>
      <ul>
        {sync.held.map(({ why, count }, index) => (
          <li key={index}>
            <bdi dir="auto">{GUARDS[why] ?? why}</bdi>
            {count !== undefined && `: ${count}`} {GUARDS[why] !== undefined && <span class="dim">({why})</span>}
          </li>
        ))}
      </ul>
      {[...commands.keys()].map(command => (
        <div key={command} class="agent-copy">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <pre tabIndex={0}>{command}</pre>
          <CopyButton text={command} what="the command that approves it" />
        </div>
      ))}
      {commands.size > 0 && (
        <p class="dim">
          Run it where the agent runs, after a look at who is to go. It approves exactly these, for a day; the next sync
          does it.
        </p>
      )}
    </section>
  );
}
