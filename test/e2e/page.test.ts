import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientFile } from '../../src/client/client.ts';
import { createKey } from '../../src/server/api-key.ts';
import { startGeminiServer } from '../gemini-server/gemini-server.ts';
import { gatedRecipe, tinyFiles } from '../server/gated-recipe.ts';
import { type OpenServer, openServer } from '../server/open-server.ts';
import { answerCharge, writeChargesPdf } from '../support/charges-pdf.ts';
import {
  buildPage,
  chromiumPath,
  expectAccessible,
  fitsWidth,
  openBrowser,
  openPerson,
  type Person,
} from './browser.ts';

const documents = resolve(import.meta.dirname, '../../examples/documents');
const DOUBTFUL = 'discounted-wrong-total.pdf';
const files = [DOUBTFUL, 'grouped-hospital.pdf', 'two-bills.pdf'].map((name) => join(documents, name));
/** More than can be read while the server ends. */
const MANY = 40;
/** In the browser: whether what has the focus is not covered. */
const SEES_FOCUS = `(() => {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect();
  return document.activeElement.contains(document.elementFromPoint(x + width / 2, y + height / 2));
})()`;
const STATE = '.job-head .state, .document-head .state';

interface MemoryFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

async function inMemory({ name, content }: ClientFile): Promise<MemoryFile> {
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(await content.arrayBuffer()) };
}

describe.skipIf(chromiumPath === undefined)('the page, in Chromium', () => {
  const gate = gatedRecipe();
  /** Where the page is built. */
  let folder: string;
  let server: OpenServer;
  let browser: Browser;
  let ada: Person;
  let bob: Person;

  const open = (where: { readonly directory?: string; readonly port?: number } = {}) =>
    openServer({
      ...where,
      recipes: [gate.recipe],
      // One after another: the others are still to be read when the server ends.
      settings: { maxDocuments: 1 },
      server: { page: folder },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-page-'));
    await buildPage(folder);
    [server, browser] = await Promise.all([open(), openBrowser()]);
    ada = await openPerson(browser, server.url);
    bob = await openPerson(browser, server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await server?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function submit(
    person: Page,
    given: readonly string[] | readonly MemoryFile[],
    recipe = 'bill',
  ): Promise<void> {
    await person.getByTestId('files').setInputFiles([...given] as string[] | MemoryFile[]);
    await person.getByRole('radio', { name: recipe }).check();
    await person.getByRole('button', { name: /^Start with/ }).click();
    await person.waitForURL('**/jobs/*');
  }
  const stateIs = (person: Page, state: string) => person.locator(STATE, { hasText: state }).waitFor();

  test('two people give three bills each at the same moment and watch them being read', async () => {
    await ada.page.getByText('No jobs yet').waitFor();
    await ada.page.getByTestId('files').setInputFiles(files);
    await ada.page.getByRole('heading', { name: 'Jobs' }).waitFor();
    await ada.page.locator('dl.estimate').getByText('6 in 3 documents').waitFor();
    await expectAccessible(ada.page);
    await ada.page.getByRole('button', { name: 'Remove all' }).click();

    // Somebody looks at the list alone, and it is never asked for again: what happens comes by its events.
    const watcher = await openPerson(browser, server.url);
    await watcher.page.getByText('No jobs yet').waitFor();
    await watcher.page.route(/\/v1\/jobs\?/, (route) => route.abort());

    await Promise.all([submit(ada.page, files), submit(bob.page, files)]);
    await watcher.page.locator('.job-row .state', { hasText: 'Completed' }).nth(1).waitFor();
    await watcher.context.close();
    await Promise.all([stateIs(ada.page, 'Completed'), stateIs(bob.page, 'Completed')]);
    expect(new URL(ada.page.url()).pathname).not.toBe(new URL(bob.page.url()).pathname);
    for (const { page: one } of [ada, bob]) {
      expect(await one.locator('.doc-row .name a').allInnerTexts()).toEqual(
        files.map((path) => path.slice(documents.length + 1)),
      );
      await one.getByText('1 needs review').waitFor();
    }
    await expectAccessible(ada.page);
    await ada.page.getByRole('tab', { name: 'Items' }).click();
    await ada.page.getByRole('cell', { name: 'Renal Function Test (RFT)' }).first().waitFor();
    await ada.page.getByRole('searchbox', { name: 'Filter' }).fill('renal function');
    await ada.page.getByText(/^\d rows$/).waitFor();
    const saved = ada.page.waitForEvent('download');
    await ada.page.getByLabel('Export results').selectOption('csv:items');
    const download = await saved;
    expect(download.suggestedFilename()).toBe('bill-items.csv');
    expect(await readFile(await download.path(), 'utf8')).toContain('Renal Function Test (RFT)');
  });

  test('a value and its box are one, and a bill is put right by keyboard alone', async () => {
    const { page: one } = ada;
    await one.getByRole('tab', { name: 'Documents' }).click();
    await one.getByRole('link', { name: DOUBTFUL }).click();
    const path = 'bills[0].items[0].amount';
    const box = one.locator(`[data-box="${path}"]`);
    const value = one.locator(`[data-path="${path}"]`);
    await one.locator('.sheet img').waitFor();
    await value.hover();
    expect(await box.getAttribute('data-mode')).toBe('hovered');
    await box.click();
    expect(await value.getAttribute('data-mode')).toBe('selected');
    expect(await one.evaluate('document.activeElement.dataset.path')).toBe(path);
    const otherPath = 'bills[0].items[3].amount';
    await one.locator(`[data-path="${otherPath}"]`).focus();
    expect(await one.locator(`[data-box="${otherPath}"]`).getAttribute('data-mode')).toBe('selected');

    await one.getByText('They part by').waitFor();
    await expectAccessible(one);
    await one.keyboard.press('n');
    await one.getByText('1 of 1', { exact: true }).waitFor();
    expect(await one.evaluate('document.activeElement.dataset.path')).toBe('bills[0].printed_total');
    await one.keyboard.press('e');
    await one.keyboard.type('6980.00');
    await one.keyboard.press('Enter');
    await one.getByText('✓ It reconciles').waitFor();
    await one.getByText('Nothing is in doubt').waitFor();

    // A word of the page becomes the value, with its place.
    await value.focus();
    await one.keyboard.press('e');
    await one.locator('rect.word').nth(12).click();
    await one.keyboard.press('Escape');
    expect(await value.textContent()).toBe('90.00');

    await one.keyboard.press('c');
    await one.getByText(`${DOUBTFUL} is confirmed`).waitFor();
    await one.waitForURL('**/jobs/*');
    await one.goBack();
    await one.reload();
    await stateIs(one, 'Succeeded');
    const history = one.getByRole('region', { name: 'History' });
    await history.getByText('confirmed the document').waitFor();
    expect(await history.locator('del').textContent()).toBe('7080.00');
    expect(await history.locator('ins').textContent()).toBe('6980.00');
    const saved = one.waitForEvent('download');
    await one.getByRole('button', { name: 'Truth file' }).click();
    const truth = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    expect(truth).toMatchObject({ schema: 'corpus-truth/1', totals: { gross: '6980.00' } });
    expect(ada.complaints).toEqual([]);
  });

  test('the server is restarted in the middle: the page goes on, and everything is there', async () => {
    const { page: one } = bob;
    await one.goto(server.url);
    await submit(one, await Promise.all(tinyFiles(MANY).map(inMemory)), 'gated');
    await gate.waitFor(1);
    const port = Number(new URL(server.url).port);
    const { directory } = server;
    expect(bob.complaints).toEqual([]);
    const letting = setInterval(() => gate.let(1), 50);
    await server.close();
    clearInterval(letting);
    server = await open({ directory, port });
    // The connection that was lost is in the console, and that is where it belongs.
    gate.let(MANY);
    await stateIs(one, 'Completed');
    await one.getByText(`${MANY} of ${MANY}`).waitFor();
    bob.complaints.length = 0;
    await one.getByRole('link', { name: 'Jobs', exact: true }).first().click();
    await one.locator('.job-row').nth(2).waitFor();
    expect(await one.locator('.job-row').count()).toBe(3);
    await one.goto(ada.page.url());
    await one.getByText('confirmed the document').waitFor();
    expect(bob.complaints).toEqual([]);
  });

  test('it fits a telephone and the dark, and says what is not there', async () => {
    const person = await openPerson(browser, server.url, {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    });
    const { page: one, context } = person;
    for (const path of ['/', '/models', '/settings', new URL(bob.page.url()).pathname]) {
      await one.goto(server.url + path);
      await one.locator('main h1').first().waitFor();
      expect(await fitsWidth(one), path).toBe(true);
      // The last one has all there is of colours and parts.
      if (path.startsWith('/documents/')) await expectAccessible(one);
    }
    await one.goto(server.url);
    await one.locator('.job-row').first().waitFor();
    for (const width of [600, 768, 930, 960, 1100]) {
      await one.setViewportSize({ width, height: 740 });
      expect(await fitsWidth(one), `jobs at ${width}`).toBe(true);
    }
    // At 200 % of a usual window there is still room for the value that has the focus.
    await one.setViewportSize({ width: 640, height: 400 });
    await one.goto(ada.page.url());
    await one.locator('.sheet img').waitFor();
    for (const value of await one.locator('[data-path$=".amount"]').all()) {
      await value.focus();
      expect(await one.evaluate(SEES_FOCUS)).toBe(true);
    }
    expect(await fitsWidth(one)).toBe(true);
    await one.goto(`${server.url}/nowhere`);
    await one.getByText('There is nothing at this address').waitFor();
    expect(person.complaints).toEqual([]);
    await one.goto(`${server.url}/jobs/nothing`);
    await one.getByText('The job is not there').waitFor();
    await one.goto(server.url);
    await one.locator('.job-row').first().waitFor();
    await one.route(/\/v1\/jobs\?/, (route) => route.abort());
    const looksAgain = async (): Promise<number> => {
      await one.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`);
      return one.getByText('The server did not answer: the list may be out of date').count();
    };
    await expect.poll(looksAgain, { timeout: 30_000 }).toBe(1);
    await context.close();
  });

  test('a job whose budget is spent goes on with a higher one, once that is agreed to', async () => {
    // A thousand tokens in and a hundred out: a call of this model costs a tenth of a cent.
    const gemini = await startGeminiServer({
      answer: answerCharge,
      tokens: () => ({ input: 1_000, output: 100 }),
    });
    const paying = await openServer({
      settings: { geminiApiKeys: 'key', geminiBaseUrl: gemini.url },
      server: { page: folder },
    });
    try {
      const bills = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const path = join(paying.directory, `${index}.pdf`);
          await writeChargesPdf(path, `b${index}`, 1);
          return path;
        }),
      );
      const { page: one, context, complaints } = await openPerson(browser, paying.url);
      await one.getByTestId('files').setInputFiles(bills);
      await one.getByRole('radio', { name: 'bill' }).check();
      await one.getByLabel('Who reads').selectOption('fast');
      await one.getByLabel('Most it may cost').fill('0.008');
      await one.getByRole('button', { name: /^Start with/ }).click();
      await stateIs(one, 'Paused');
      await one.getByText('Its budget has no room for the next model call').waitFor();
      expect(await one.getByRole('button', { name: 'Resume' }).count()).toBe(0);
      await expectAccessible(one);

      const ceiling = one.getByLabel('Most it may cost in all');
      const asked: string[] = [];
      one.once('dialog', (dialog) => {
        asked.push(dialog.message());
        void dialog.dismiss();
      });
      await ceiling.fill('1250.5');
      await ceiling.press('Enter');
      await expect.poll(() => asked).toEqual([expect.stringContaining('up to $1,250.50 in all?')]);
      await stateIs(one, 'Paused');
      one.once('dialog', (dialog) => void dialog.accept());
      await ceiling.fill('2');
      await ceiling.press('Enter');
      await one.getByText('The job goes on and may cost up to $2.00 in all').waitFor();
      await stateIs(one, 'Completed');
      await one.getByText('8 of 8').waitFor();
      expect(gemini.stats.duplicatesAfterSuccess).toBe(0);
      expect(complaints).toEqual([]);
      await context.close();
    } finally {
      await paying.close();
      await paying.remove();
      await gemini.close();
    }
  });

  test('a server that wants a key is told it once, for this tab', async () => {
    const guarded = await openServer({ server: { page: folder, requireKey: true } });
    try {
      const { text } = await createKey(guarded.leafcutter.store.keys, {
        name: 'Eve',
        scope: 'write',
        nowMs: Date.now(),
      });
      const { page: one, context } = await openPerson(browser, guarded.url);
      await one.getByLabel('API key').fill(text);
      await one.getByRole('button', { name: 'Go on' }).click();
      await one.getByText('No jobs yet').waitFor();
      await submit(one, files.slice(0, 1));
      await stateIs(one, 'Completed');
      await one.reload();
      await one.getByRole('link', { name: DOUBTFUL }).click();
      await one.locator('.sheet img').waitFor();
      await context.close();
    } finally {
      await guarded.close();
      await guarded.remove();
    }
  });
});
