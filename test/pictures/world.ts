import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSubject, ownAgent } from '../../cli/prove/subject.js';
import { readOneScenario } from '../../cli/scenario-from.js';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';

/** The same morning in every picture. */
export const MORNING = Date.UTC(2026, 1, 3, 9, 0, 0);

/**
 * A harness in whose default world our own agent has synced twice, a school has left and another has a new secret that
 * the agent does not know of yet, and somebody has tried a wrong secret.
 */
export async function startPictured(): Promise<RunningHarness> {
  const trueTime = Date.now;
  Date.now = () => MORNING;
  try {
    const scenario = await readOneScenario({ id: 'school-removed' });
    const harness = await startHarness({
      keyFolder: join(tmpdir(), 'sims-id-harness-test-keys'),
      scenario,
      controlPort: 0,
      stsPort: 0,
      rapPort: 0,
    });
    Date.now = trueTime;
    await happen(harness, scenario);
    return harness;
  } finally {
    Date.now = trueTime;
  }
}

async function happen(harness: RunningHarness, scenario: Parameters<typeof createSubject>[1]): Promise<void> {
  const stop = new AbortController();
  const subject = createSubject(harness, scenario, { command: ownAgent(), timeoutMs: 60_000, stop: stop.signal });
  const sync = async () => {
    const { exit, stdout } = await subject.run(['sync', '--json']);
    const holds = await subject.dump();
    const report = { ...JSON.parse(stdout), command: 'sync', exit, holds, at: new Date(harness.now()).toISOString() };
    const answer = await fetch(`${harness.ready.controlUrl}/api/worlds/default/agent-reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${harness.ready.controlToken}` },
      body: JSON.stringify(report),
    });
    if (!answer.ok) throw new Error(`the report of the agent was refused: ${await answer.text()}`);
  };
  try {
    await sync();
    harness.advance('1h');
    harness.fire('oakfield-leaves');
    await sync();
    harness.advance('1h');
    harness.fire('riverside-leaves');
    await sync();
    harness.commit({ kind: 'secret.reissued', site: 'st-marys' });
    const { tokenUrl, clientId } = harness.ready;
    await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: 'a-wrong-one',
        scope: 'partner-read',
      }),
    });
  } finally {
    await subject.close();
  }
}
