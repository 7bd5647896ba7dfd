import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';

/** The Chromium of this machine; undefined where there is none. */
export const chromiumPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find(existsSync);
if (chromiumPath === undefined) console.warn('NOT TESTED: the page in a browser: "chromium" is missing');

/** Without these Chromium looks for hosts of its own at every start. */
export const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Bundles the page into `folder`. */
export async function buildPage(folder: string): Promise<void> {
  const configFile = resolve(import.meta.dirname, '../../web/vite.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir: folder } });
}

/** Starts Chromium without a window. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: QUIET });
}

/** A person: tabs of their own, watched for what must never be. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the console and requests to other places, so far. */
  readonly complaints: string[];
}

/** A person who comes to the page at `url`. */
export async function openPerson(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const complaints: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(`${url}/`) && !/^(blob|data):/.test(address)) complaints.push(`asks ${address}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(url);
  return { context, page, complaints };
}

/** Holds a page against the rules of WCAG that a program can check. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
}

/** True when nothing is wider than the window. */
export async function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
}
