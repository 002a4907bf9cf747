import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningHarness, startHarness } from '../../mock-server/index.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE, type Size } from './browser.js';

let harness: RunningHarness;
beforeAll(async () => {
  harness = await startHarness({ keyFolder: join(tmpdir(), 'sims-id-harness-test-keys') });
});
afterAll(() => harness.stop());

/** The page upon a world of its own, and everything the browser was sent. */
async function opened(size?: Size, dark?: boolean) {
  const world = await harness.newWorld();
  const tab = await openTab(`${harness.ready.consoleUrl}#/try?world=${world.id}`, size, dark);
  const received: Promise<string>[] = [];
  tab.page.on('response', response => {
    if (!response.url().endsWith('/events')) received.push(response.text().catch(() => ''));
  });
  return { world, ...tab, received: async () => (await Promise.all(received)).join('\n') };
}

const ask = (page: Page) => page.getByRole('button', { name: 'Ask', exact: true }).click();
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

describeInBrowser('the page to try things', () => {
  test('When credentials are asked for, then both requests and answers are shown, and no secret reaches the page', async () => {
    const { world, page, received, complaints, strangers } = await opened();
    await page.getByLabel('Ask for').selectOption('clients');
    await page.getByLabel('Send id and secret').selectOption('basic-encoded');
    await ask(page);
    const token = card(page, 'Ask for a token');
    await token.getByText('200', { exact: true }).waitFor();
    expect(await token.innerText()).toMatch(
      /Authorization: Basic <Base64 of vmc-\S+:#[0-9a-f]{12}, each form-encoded first>/,
    );
    const rows = card(page, 'Ask for the credentials of a school');
    expect(await rows.innerText()).toMatch(/Authorization: Bearer #[0-9a-f]{12}[\s\S]*"Secret": "#[0-9a-f]{12}"/);
    const everything = (await received()) + (await page.content());
    const secrets = world.world().installations.flatMap(i => i.clients.flatMap(c => c.secrets.map(s => s.value)));
    for (const secret of [world.ready.clientSecret, ...secrets]) expect(everything).not.toContain(secret);
    expect(everything).not.toMatch(/eyJ/);
    expect(world.journal.last()).toBe(2);
    await rows.getByRole('link', { name: 'Request 2 in the traffic' }).click();
    await page.getByRole('complementary', { name: 'Request 2' }).waitFor();
    expect([complaints, strangers]).toEqual([[], []]);
  });

  test('When a secret is typed that is wrong, then the reason is told, and nothing repeats it', async () => {
    const { page, received } = await opened();
    await page.getByLabel('Secret', { exact: true }).selectOption('own');
    await page.getByLabel('The secret', { exact: true }).fill('typed-canary-1');
    await ask(page);
    await page.getByText("wrong secret for the partner's own client").waitFor();
    expect(await received()).not.toContain('typed-canary-1');
    expect(await card(page, 'Ask for a token').innerText()).not.toContain('typed-canary-1');
  });

  test('When nothing can be tried, then that is told', async () => {
    const { page } = await opened();
    await page.getByLabel('Ask for').selectOption('sites');
    await page.getByLabel('Token to show').selectOption('last');
    await ask(page);
    await page.getByRole('alert').filter({ hasText: 'try "token" first' }).waitFor();
  });

  test('When a header is examined, then the doctor says what is wrong with it, and repeats nothing', async () => {
    const { world, page, received } = await opened();
    const { clientId } = world.ready;
    const twice = Buffer.from(`${clientId}:a%252Bdoctor-canary`).toString('base64');
    await page.getByLabel('Authorization header').fill(`Basic ${twice}`);
    await page.getByLabel('Client id that was meant').fill(clientId);
    await page.getByLabel('Secret that was meant').fill('a+doctor-canary');
    await page.keyboard.press('Enter');
    const form = page.getByRole('form', { name: 'Encoding doctor' });
    await form.getByText('refused', { exact: true }).waitFor();
    await form.getByText('the secret was form-encoded twice').first().waitFor();
    expect(await received()).not.toContain('canary');
    expect(await form.innerText()).not.toContain('canary');
    expect(world.journal.last()).toBe(0);
  });

  test.each([
    ['a laptop', undefined, false],
    ['a laptop in the dark', undefined, true],
    ['a phone', PHONE, false],
  ] as const)('When it is read on %s, then nothing stands in the way of anybody', async (_, size, dark) => {
    const { page } = await opened(size, dark);
    await page.getByLabel('Ask for').selectOption('clients');
    await ask(page);
    await card(page, 'Ask for the credentials of a school').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
