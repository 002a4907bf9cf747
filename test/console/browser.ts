import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';
import { atFileEnd } from '../support/file-end.js';

const PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

if (!existsSync(PATH)) {
  process.stderr.write(`No browser at ${PATH}: the tests of the console are skipped. Set CHROMIUM_PATH to one.\n`);
}

/** Tests that need a browser; skipped, and said so, where there is none. */
export const describeInBrowser = describe.skipIf(!existsSync(PATH));

export type Size = { readonly width: number; readonly height: number };
export const LAPTOP: Size = { width: 1280, height: 800 };
export const PHONE: Size = { width: 375, height: 740 };

let browser: Promise<Browser> | undefined;

function theBrowser(): Promise<Browser> {
  if (browser) return browser;
  const launched = chromium.launch({ executablePath: PATH, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  atFileEnd(async () => {
    browser = undefined;
    await (await launched).close();
  });
  browser = launched;
  return launched;
}

export type Tab = {
  readonly page: Page;
  /** Everything the page complained about, refusals of the content security policy among it. */
  readonly complaints: readonly string[];
  /** Addresses asked for that are not of the harness. */
  readonly strangers: readonly string[];
};

/** A fresh tab at an address; each has a session of its own. It is closed with the browser, after the file. */
export async function openTab(url: string, size: Size = LAPTOP, dark = false): Promise<Tab> {
  const context = await (await theBrowser()).newContext({ viewport: size, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('request', request => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:'))
      strangers.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, strangers };
}
