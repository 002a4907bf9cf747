import { useLive } from '../../live.js';
import { CopyButton } from '../../parts/copy.js';
import { commandsFor } from './commands.js';

const SETTING = 'set -a; . ./mock.env; set +a; export SIMS_STATE_DIR="$PWD/.sims"';

/** How an agent's syncs come to be shown here. */
export function How() {
  const world = useLive(live => live.world);
  const { sync, holds } = commandsFor(location.origin, world);
  return (
    <>
      <p>
        No agent reports by itself: whoever runs it passes on what it printed. Both commands run in a shell that knows
        this harness, started with <code>npx sims-harness serve --write-env mock.env</code>: <code>{SETTING}</code>
      </p>
      <Command what="the command that tells of a sync" text={sync}>
        A sync, and what it did:
      </Command>
      <Command what="the command that tells what the agent holds" text={holds}>
        What it holds now, as fingerprints, so that it can be compared with what is true:
      </Command>
      <p class="dim">
        A sync that ends before it has a plan prints no report: its requests are on the Traffic page. An agent of your
        own needs no more than <code>{'{"agent":"my-agent 1.0","says":"…"}'}</code>; all that it may say is in{' '}
        <a href="/openapi.json">the description of the API</a>. A report with a secret in it is refused.
      </p>
    </>
  );
}

function Command({ text, what, children }: { text: string; what: string; children: string }) {
  return (
    <div class="agent-command">
      <p>{children}</p>
      <div class="agent-copy">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <pre tabIndex={0}>{text}</pre>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
