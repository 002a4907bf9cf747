import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/command.js';
import { startConsole } from './arrange.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE } from './browser.js';

const { harness, url } = await startConsole();
const HOSTILE = `<img src=x onerror="document.title='taken'"> \u202eeman ${'Llanfair'.repeat(40)}`;

async function post(world: string, report: object): Promise<void> {
  const told = await fetch(`${url}api/worlds/${world}/agent-reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
  });
  if (told.status !== 201) throw new Error(`arrange: ${await told.text()}`);
}

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

describeInBrowser('the agent page', () => {
  test('When nobody has reported, then the two commands shown do it as they are, and the page tells of a sync that holds what is true', async () => {
    const { page, complaints, strangers } = await openTab(`${url}#/agent`);
    await page.getByRole('heading', { name: 'No agent has reported yet' }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
    const [sync = '', holds = ''] = await page.locator('.agent-command pre').allInnerTexts();
    const folders = { SIMS_STATE_DIR: tempFolder(), XDG_CONFIG_HOME: tempFolder() };
    const env = { ...process.env, ...harness.variables(), ...folders };
    const run = (command: string) => promisify(execFile)('sh', ['-c', command], { env });
    const told = await run(sync);
    expect(JSON.parse(told.stdout), told.stderr).toMatchObject({
      number: 1,
      calls: { lists: 2, clients: 4, optimum: 6 },
    });
    await page.getByRole('heading', { name: 'Report 1' }).waitFor();
    const details = page.getByRole('region', { name: 'Report 1' });
    await expect.poll(() => details.innerText(), SOON).toMatch(/4 added[\s\S]*6 of 6[\s\S]*Exactly what is needed/);
    expect(await page.getByRole('region', { name: 'hold what is true' }).innerText()).toContain('not known');

    await run(holds);
    const equal = page.getByRole('region', { name: 'Does sims-agent hold what is true?' });
    await expect.poll(() => equal.innerText(), SOON).toContain('equal');
    harness.commit({ kind: 'secret.reissued', site: 'oakfield' });
    await expect.poll(() => equal.innerText(), SOON).toMatch(/1 school differs[\s\S]*Oakfield[\s\S]*replaced/);
    expect([complaints, strangers]).toEqual([[], []]);
  });

  test('When another agent reports after the one that said what it holds, then the verdict stays under the name of the one it is of', async () => {
    const { id } = await harness.newWorld();
    await post(id, { agent: 'sims-agent', holds: [] });
    await post(id, { agent: 'my php sync', exit: 4, held: [{ guard: 'too many' }], says: 'all fine' });
    const { page } = await openTab(`${url}#/agent?world=${id}`);
    await page.getByRole('heading', { name: 'Report 2' }).waitFor();
    const verdict = page.getByRole('region', { name: 'Does sims-agent hold what is true?' });
    await expect.poll(() => verdict.innerText(), SOON).toMatch(/what sims-agent reported at .*\(report 1\)/);
    expect(await verdict.innerText()).not.toContain('php');
    const waiting = page.getByRole('region', { name: 'Something waits for a person' });
    expect(await waiting.innerText()).toContain('my php sync (report 2) will not remove');
  });

  test('When a removal is held, then the command to approve it can be copied by keys, and hostile words stay text, on a phone and in the dark', async () => {
    const { id } = await harness.newWorld();
    const { page, complaints } = await openTab(`${url}#/agent?world=${id}`, PHONE, true);
    await page.getByText('No agent has reported yet').waitFor();
    await post(id, {
      agent: HOSTILE,
      command: 'sync',
      exit: 4,
      plan: [`- remove ${HOSTILE}`],
      held: [{ guard: HOSTILE, count: 12, approve: 'sims-agent approve 9f3c' }],
      says: HOSTILE,
    });
    const waiting = page.getByRole('region', { name: 'Something waits for a person' });
    await waiting.waitFor();
    expect(await waiting.locator('pre').innerText()).toBe('sims-agent approve 9f3c');
    await waiting.getByRole('button', { name: 'Copy the command that approves it' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('[role=status]').allInnerTexts(), SOON)
      .toContainEqual(expect.stringMatching(/cop/i));
    await page.getByRole('row').nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.agent-plan').innerText()).toContain('<img src=x');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.evaluate("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))")).toBe(true);
    expect(await seriousIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
