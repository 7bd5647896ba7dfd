import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOOKS, writeBook } from '../course/books.ts';
import { type OpenServer, openServer } from '../server/open-server.ts';
import {
  buildPage,
  chromiumPath,
  expectAccessible,
  fitsWidth,
  openBrowser,
  openPerson,
  type Person,
} from './browser.ts';

describe.skipIf(chromiumPath === undefined)('courses on the page, in Chromium', () => {
  let folder: string;
  let server: OpenServer;
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-course-page-'));
    await buildPage(folder);
    server = await openServer({ server: { page: folder } });
    browser = await openBrowser();
    ada = await openPerson(browser, server.url);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await server?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('an outline is approved, lessons are read beside their sources, a quiz is taken, the material is asked', async () => {
    const { page } = ada;
    const form = new FormData();
    for (const [name, chapters] of Object.entries(BOOKS)) {
      const path = join(server.directory, `${name}.pdf`);
      await writeBook({ path, chapters });
      form.append('files[]', new Blob([await readFile(path)]), `${name}.pdf`);
    }
    form.append('approve', 'true');
    const { job_id: id } = (await (
      await server.fetch('/api/upload-pdfs', { method: 'POST', body: form })
    ).json()) as { job_id: string };
    await server.fetch(`/v1/jobs/${id}?wait=30`);

    await page.goto(`${server.url}/courses/${id}`);
    await page.getByRole('heading', { name: 'A course in the making' }).waitFor();
    expect(await page.locator('[aria-current="step"]').textContent()).toBe('Outlinewaits for approval');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Its job' }).click();
    await page.getByLabel('Title of the course').fill('Glass and steam');
    await page.getByRole('button', { name: 'Leave out Water mills' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Approve the outline and go on' }).click();
    await page.getByRole('link', { name: 'Read the course “Glass and steam”' }).click({ timeout: 30_000 });

    await page.getByRole('heading', { name: 'Glass and steam' }).waitFor();
    expect(await page.getByText('Water mills', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Source 1', exact: true }).first().click();
    const source = page.getByRole('complementary');
    await source.getByRole('img').waitFor();
    expect(await source.getByRole('heading').textContent()).toBe('physics, page 1');
    expect(await source.locator('rect').count()).toBe(1);
    await expectAccessible(page);

    await page.getByRole('link', { name: /^Quiz of the course/ }).click();
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Grade the answers' }).click();
    const graded = await page.getByText(/of \d+ right/).textContent();
    const questions = Number(/of (\d+) right/.exec(graded ?? '')?.[1]);
    expect(questions).toBeGreaterThan(1);
    expect(await page.getByText('Not answered, right is').count()).toBe(questions - 1);
    await expectAccessible(page);

    await page.goto(`${server.url}/courses/${id}/ask`);
    await page.getByLabel('Question').fill('Which surface has the telescope?');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('list', { name: 'Sources' }).getByRole('button').first().click();
    await page.getByRole('complementary').getByRole('img').waitFor();
    await page.getByLabel('Question').fill('Who won the cup?');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('does not answer this question').waitFor();
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await fitsWidth(page)).toBe(true);
    await page.goto(`${server.url}/courses`);
    await page.getByRole('link', { name: 'Glass and steam' }).click();
    await page.getByRole('heading', { name: 'Glass and steam' }).waitFor();
    expect(await fitsWidth(page)).toBe(true);
    expect(ada.complaints).toEqual([]);
  }, 60_000);
});
