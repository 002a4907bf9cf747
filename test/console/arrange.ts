import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type HarnessOptions, type RunningHarness, startHarness } from '../../mock-server/index.js';

/** Signing keys are kept between runs: making one takes half a second. */
export const KEYS = join(tmpdir(), 'sims-id-harness-test-keys');

export type ConsoleHarness = {
  readonly harness: RunningHarness;
  /** Where the page is, with its slash at the end. */
  readonly url: string;
  /** Reports, as a perfect agent would, everything it should hold now. */
  agentSyncs(): Promise<void>;
};

/** A harness with its console, stopped after the file. */
export async function startConsole(options: HarnessOptions = {}): Promise<ConsoleHarness> {
  const harness = await startHarness({ keyFolder: KEYS, ...options });
  afterAll(() => harness.stop());
  const { consoleUrl, controlUrl } = harness.ready;
  return {
    harness,
    url: String(consoleUrl),
    agentSyncs: async () => {
      const holds = harness.truth(harness.variables()['SIMS_PROBE_KEY'] ?? '');
      const told = await fetch(`${controlUrl}/api/worlds/default/agent-reports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ agent: 'perfect-agent 1.0', holds }),
      });
      if (told.status !== 201) throw new Error(`arrange: ${told.status} ${await told.text()}`);
    },
  };
}
