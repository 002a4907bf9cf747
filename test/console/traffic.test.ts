import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';
import { ask, fieldsOf, postForm } from '../support/ask.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE, type Size, type Tab } from './browser.js';

let harness: RunningHarness;
beforeAll(async () => {
  harness = await startHarness({ keyFolder: join(tmpdir(), 'sims-id-harness-test-keys') });
});
afterAll(() => harness.stop());

/** A world of its own, and the page upon its traffic. */
async function world() {
  const made = await harness.newWorld();
  const { rapUrl, tokenUrl, applicationId, clientId, organisationIds } = made.ready;
  const lists = `${rapUrl}/api/v1/partner/${applicationId}`;
  return {
    made,
    open: (query = '', size?: Size, dark?: boolean): Promise<Tab> =>
      openTab(`${harness.ready.consoleUrl}#/traffic?world=${made.id}${query}`, size, dark),
    wrongSecret: () => postForm(tokenUrl, fieldsOf({ clientId, secret: 'not-the-secret' }, 'partner')),
    list: () => ask(`${lists}/GetSiteByApplication`),
    clients: (school = 1) => ask(`${lists}/${organisationIds[school]}/Clients`),
    /** Puts exchanges into the journal without asking for each. */
    fill: async (count: number) => {
      await ask(`${lists}/GetSiteByApplication`);
      const like = made.journal.get(made.journal.last());
      if (!like) throw new Error('arrange: nothing in the journal');
      while (made.journal.last() < count) made.journal.append({ ...like, why: `number ${made.journal.last() + 1}` });
    },
  };
}

const rows = (page: Page) => page.locator('[data-index]');
const row = (page: Page, text: string) => rows(page).filter({ hasText: text });

describeInBrowser('the traffic page', () => {
  test('When requests come, then they appear with why, and everything of one is read by keys alone', async () => {
    const { made, open, wrongSecret, list } = await world();
    const { page, complaints, strangers } = await open();
    await page.getByText('No requests yet').waitFor();
    await wrongSecret();
    await list();
    await row(page, "wrong secret for the partner's own client").waitFor();
    await page.getByText('2 requests', { exact: true }).waitFor();
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Request 1' });
    await panel.waitFor();
    const { secret } = made.journal.get(1) ?? {};
    expect(await panel.innerText()).toContain(secret);
    expect(await panel.locator('pre').innerText()).toContain('client_secret=$SIMS_CLIENT_SECRET');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Request 2' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(await page.evaluate(`document.activeElement.dataset.index`)).toBe('1');
    expect(await page.content()).not.toContain('not-the-secret');
    expect([complaints, strangers]).toEqual([[], []]);
  });

  test('When a filter is set, then only what fits is there, also of what comes later, and the address says so', async () => {
    const { open, wrongSecret, list, clients } = await world();
    await wrongSecret();
    await clients(1);
    await clients(2);
    const { page } = await open();
    await page.getByText('3 requests', { exact: true }).waitFor();
    await page.getByLabel('Service').selectOption('rap');
    await page.getByText('2 requests', { exact: true }).waitFor();
    await list();
    await page.getByText('3 requests', { exact: true }).waitFor();
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Only this school' }).click();
    await page.getByText('1 request', { exact: true }).waitFor();
    expect(page.url()).toMatch(/service=rap&school=/);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('4 requests', { exact: true }).waitFor();
    await page.getByLabel('Text').fill('WRONG secret');
    await page.getByText('1 request', { exact: true }).waitFor();
  });

  test('When there are 100,000, then few are in the page, the reader stays where they read, and what is new is a click away', async () => {
    const { open, fill, list } = await world();
    await fill(100_000);
    const { page } = await open();
    await row(page, 'number 100000').waitFor();
    const grid = page.getByRole('grid');
    await grid.evaluate(element => element.scrollTo({ top: 0 }));
    await row(page, 'number 2').first().waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    expect(await grid.getAttribute('aria-rowcount')).toBe('100001');
    await list();
    const fresh = page.getByRole('button', { name: '1 new' });
    await fresh.waitFor();
    expect(await grid.evaluate(element => element.scrollTop)).toBe(0);
    await fresh.click();
    await page.locator('[aria-rowindex="100002"]').waitFor();
    await fresh.waitFor({ state: 'detached' });
    await list();
    await page.locator('[aria-rowindex="100003"]').waitFor();
  });

  test('When it is paused, then nothing moves until it goes on', async () => {
    const { open, list } = await world();
    await list();
    const { page } = await open();
    await page.getByText('1 request', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await list();
    await list();
    await page.getByText('1 request, 2 more waiting').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('3 requests', { exact: true }).waitFor();
  });

  test('When the journal is cleared, then it asks first, and is empty', async () => {
    const { made, open, list } = await world();
    await list();
    const { page } = await open();
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Clear journal' }).click();
    expect(made.journal.last()).toBe(1);
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('No requests yet').waitFor();
    expect(made.journal.last()).toBe(0);
    await list();
    await page.getByText('1 request', { exact: true }).waitFor();
  });

  test.each([
    ['a laptop', undefined, false],
    ['a laptop in the dark', undefined, true],
    ['a phone', PHONE, false],
  ] as const)('When it is read on %s, then nothing stands in the way of anybody', async (_, size, dark) => {
    const { open, wrongSecret, clients } = await world();
    await wrongSecret();
    await clients();
    const { page } = await open('', size, dark);
    await rows(page).nth(1).click();
    await page.getByRole('complementary').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.evaluate(`document.documentElement.scrollWidth - innerWidth`)).toBeLessThanOrEqual(0);
  });
});
