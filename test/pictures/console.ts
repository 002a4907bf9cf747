import type { Browser, Page } from 'playwright-core';
import type { ConsoleShot } from './list.js';
import { MORNING } from './world.js';

/** A tab of fixed size at a fixed time, without motion. */
export async function tabOf(
  browser: Browser,
  { width, height, dark }: Pick<ConsoleShot, 'width' | 'height' | 'dark'>,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1.5,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

/** The page of the console as the world is now; undefined where this console has no such page. */
export async function atPage(browser: Browser, shot: ConsoleShot, url: string): Promise<Page | undefined> {
  const page = await tabOf(browser, shot);
  // Three hours into the story: two have passed on the world's clock.
  await page.clock.setFixedTime(MORNING + 2 * 3_600_000 + 60_000);
  await page.goto(`${url}#/${shot.page}${shot.query ?? ''}`);
  await page.locator('main').first().waitFor();
  if ((await page.locator(`nav a[href*="#/${shot.page}"]`).count()) === 0) return undefined;
  await settled(page);
  await shot.act?.(page);
  await settled(page);
  return page;
}

/** Once nothing is drawn any more. */
export async function settled(page: Page): Promise<void> {
  const seen = () => page.locator('body').innerText();
  let before = '';
  for (let calm = 0; calm < 3; ) {
    await page.evaluate('new Promise(done => setTimeout(done, 150))');
    const now = await seen();
    calm = now === before ? calm + 1 : 0;
    before = now;
  }
}

/** Small, and sharp enough for text. */
export async function webp(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  return Buffer.from(data, 'base64');
}
