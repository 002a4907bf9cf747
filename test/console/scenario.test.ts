import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHarness, startHarness, type WorldHandle } from '../../mock-server/index.js';
import { ask } from '../support/ask.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE, type Size } from './browser.js';

let harness: RunningHarness;
beforeAll(async () => {
  harness = await startHarness({ keyFolder: join(tmpdir(), 'sims-id-harness-test-keys') });
});
afterAll(() => harness.stop());

/** The page upon a world in which a scenario is played. */
async function playing(scenario: string, size?: Size, dark?: boolean) {
  const world = await harness.newWorld({ scenario });
  const tab = await openTab(`${harness.ready.consoleUrl}#/scenario?world=${world.id}`, size, dark);
  return { world, ...tab };
}

const faultsOf = async ({ id }: WorldHandle) =>
  JSON.parse((await ask(`${harness.ready.controlUrl}/api/worlds/${id}/faults`)).body) as unknown;

describeInBrowser('the scenario page', () => {
  test('When a step waits for a hand, then it is next, and fires when somebody says so', async () => {
    const { world, page, complaints, strangers } = await playing('secret-reissued');
    const step = page.locator('[aria-current=step]');
    await step.getByText('oakfield-gets-a-new-secret').waitFor();
    await step.getByRole('button', { name: 'Fire' }).click();
    await step.getByText('st-marys-gets-an-odd-secret').waitFor();
    expect(world.steps()[0]).toMatchObject({ state: 'spent', fired: 1 });
    await page.getByText('In plain English').click();
    await page.getByText('The world "three-schools", drawn from seed 4').waitFor();
    expect([complaints, strangers]).toEqual([[], []]);
  });

  test('When a step waits for its time, then the clock goes there with one click, or by what is typed', async () => {
    const { world, page } = await playing('secret-reissued');
    const timed = { elapsed: '2h' };
    const own = { id: 'timed', title: 'Timed', tells: 'It comes.', clock: 'manual', world: 'three-schools', seed: 1 };
    const steps = [{ name: 'later', on: timed, change: { 'secret.reissued': { site: 'oakfield' } } }];
    const headers = { 'content-type': 'application/json' };
    const address = `${harness.ready.controlUrl}/api/worlds/${world.id}/scenario`;
    await ask(address, { method: 'PUT', headers, body: JSON.stringify({ ...own, steps, syncs: [] }) });
    await page.getByText('In 2 h').waitFor();
    await page.getByLabel('Forward by').fill('30m');
    await page.getByLabel('Forward by').press('Enter');
    await page.getByText('In 1 h 30 min').waitFor();
    await page.getByRole('button', { name: 'Go there: later' }).click();
    await page.getByText('fired', { exact: true }).waitFor();
    expect(world.steps()[0]).toMatchObject({ fired: 1 });
  });

  test('When somebody breaks something, then it is broken until it is mended', async () => {
    const { world, page } = await playing('first-sync');
    await page.getByLabel('What is struck').selectOption('rap.sites');
    await page.getByLabel('What goes wrong').selectOption('throttled');
    await page.getByLabel('How often').selectOption('3');
    await page.getByRole('button', { name: 'Break it' }).click();
    const said = 'List of schools: Too many requests, back in 30 s, 3 times';
    await page.getByText(said, { exact: true }).waitFor();
    expect(await faultsOf(world)).toMatchObject([
      { on: { request: 'rap.sites' }, fault: { kind: 'throttled', retryAfter: 30 }, times: 3 },
    ]);
    await page.getByLabel('Only for the school').fill('nowhere');
    await page.getByRole('button', { name: 'Break it' }).click();
    await page.getByRole('alert').filter({ hasText: 'nowhere' }).waitFor();
    await page.getByRole('button', { name: `Mend: ${said}` }).click();
    await page.getByText('Nothing is broken').waitFor();
    expect(await faultsOf(world)).toEqual([]);
  });

  test('When a switch is turned, here or elsewhere, then it comes first, and goes back', async () => {
    const { world, page } = await playing('first-sync');
    await page.getByLabel('Find a switch').fill('guidcase');
    await page.getByLabel('rap.guidCase').selectOption('mixed');
    await page.getByText('turned', { exact: true }).waitFor();
    expect(world.switch('rap.guidCase')).toBe('mixed');
    await page.getByRole('button', { name: 'Back: rap.guidCase to upper' }).click();
    await page.getByText('turned', { exact: true }).waitFor({ state: 'detached' });
    await page.getByLabel('Find a switch').fill('');
    await page.getByRole('textbox', { name: 'sts.tokenLifetime' }).fill('long');
    await page.getByRole('button', { name: 'Set sts.tokenLifetime' }).click();
    await page.getByRole('alert').filter({ hasText: 'sts.tokenLifetime' }).waitFor();
    world.set({ 'sts.tokenLifetime': '60' });
    await page.locator('.switches li').first().getByRole('code').filter({ hasText: 'sts.tokenLifetime' }).waitFor();
  });

  test('When another scenario is chosen, then it is played here, or in a world of its own from a seed', async () => {
    const { world, page } = await playing('first-sync');
    await page.getByRole('combobox', { name: 'Scenario' }).selectOption('school-removed');
    await page.getByRole('button', { name: 'Play here' }).click();
    await page.getByText('school-removed', { exact: true }).waitFor();
    expect(world.ready.scenario).toBe('school-removed');
    await page.getByLabel('Seed').fill('77');
    await page.getByRole('button', { name: 'Play in a world of its own' }).click();
    await page.getByText('This world was drawn from 77').waitFor();
    expect(page.url()).not.toContain(`world=${world.id}`);
  });

  test('When a world is reset, then it asks first', async () => {
    const { world, page } = await playing('secret-reissued');
    world.fire('oakfield-gets-a-new-secret');
    await page.getByText('fired', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Reset this world' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('fired', { exact: true }).waitFor({ state: 'detached' });
    expect(world.steps()[0]).toMatchObject({ fired: 0 });
  });

  test.each([
    ['a laptop', undefined, false],
    ['a laptop in the dark', undefined, true],
    ['a phone', PHONE, false],
  ] as const)('When it is read on %s, then nothing stands in the way of anybody', async (_, size, dark) => {
    const { page } = await playing('secret-reissued', size, dark);
    await page.locator('.switches li').first().waitFor();
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
