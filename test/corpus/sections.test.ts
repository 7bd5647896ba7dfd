import { existsSync, mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { Leafcutter } from '../../src/leafcutter.ts';
import type { SectionsResult } from '../../src/recipes/sections/sections-schema.ts';
import { shareFound, type TrueEntry } from '../support/true-outline.ts';

const BOOKS = resolve(import.meta.dirname, '../../../shared/corpus/books');
const isThere = existsSync(BOOKS);
if (!isThere)
  console.warn(`\nNO CORPUS: ${BOOKS} is absent, so sections of real books are NOT tested here.\n`);

describe.skipIf(!isThere)('sections of real books', () => {
  let leafcutter: Leafcutter;
  beforeAll(async () => {
    const home = mkdtempSync(join(tmpdir(), 'leafcutter-books-'));
    leafcutter = await createLeafcutter({ environment: { LEAFCUTTER_HOME: home } });
  });
  afterAll(() => leafcutter.close());

  const sectionsOf = async (book: string, from: string): Promise<SectionsResult['sections']> => {
    const options = { from, sentences: 0, terms: 0, text: false };
    const run = await leafcutter.start<unknown, unknown>({
      recipe: 'sections',
      sources: [join(BOOKS, `${book}.pdf`)],
      options,
    });
    for await (const { data } of run) return (data as SectionsResult).sections;
    throw new Error(`${book} gave no result`);
  };
  const truthOf = async (book: string): Promise<readonly TrueEntry[]> =>
    JSON.parse(await readFile(join(BOOKS, `${book}.truth.json`), 'utf8')).outline;

  test.each(['R-intro', 'PhysicalModelingInMatlab4', 'mathematics-in-lean'])(
    '%s: nearly all of the true outline is found without reading it',
    async (book) => {
      const found = await sectionsOf(book, 'headings');
      expect(shareFound(await truthOf(book), found)).toBeGreaterThanOrEqual(0.95);
    },
  );

  test.each(['R-intro', 'ibl-linear-algebra'])('%s: all of it is found with it', async (book) => {
    const found = await sectionsOf(book, 'outline');
    expect(shareFound(await truthOf(book), found)).toBe(1);
  });
});
