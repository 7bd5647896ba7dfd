import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageText, Word } from '../../src/domain/page-text.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { createPdfEngine } from '../../src/pdf/pdf-engine.ts';
import { isProblem } from '../../src/problem/problem.ts';
import { book, filledForm, onePage, textAt } from '../fixtures/pdf-samples.ts';

/**
 * The two back ends are builds of two versions of PDFium, and differ for these reasons only:
 *
 * - They measure the height of a letter's cell differently: one by the font's box, one by its ascent and descent. Left
 *   and right edges, type sizes and page sizes are the same; the upper and lower edges of a word differ by a part of
 *   its height, and the cells always overlap. Along a turned line, left and right change places with top and bottom.
 * - The reading order of crowded formulas and drawings follows from those heights, so on a few pages pieces of it come
 *   in another order: the same words, otherwise arranged.
 * - They put letters of text written from right to left, and accents laid over letters, in another order.
 */
const CORPUS = resolve(import.meta.dirname, '../../../shared/corpus');
const FOLDERS = ['books', 'contracts', 'hostile', 'invoices', 'papers', 'scanned', 'statements'];
const PAGES_OF_A_FILE = 8;
const present = existsSync(CORPUS);
if (!present)
  console.warn(`NOT TESTED: ${CORPUS} is not there, so the back ends are not compared on its files`);

let wasm: PdfEngine;
let native: PdfEngine;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leafcutter-agree-'));
  wasm = createPdfEngine({ backend: 'wasm', workers: 2 });
  native = createPdfEngine({ backend: 'native', workers: 2 });
});
afterAll(async () => {
  await Promise.all([wasm.close(), native.close()]);
  await rm(folder, { recursive: true });
});

async function both<T>(call: (engine: PdfEngine) => Promise<T>): Promise<(T | string)[]> {
  return Promise.all(
    [wasm, native].map((engine) =>
      call(engine).catch((error: unknown) => {
        if (isProblem(error)) return error.code;
        throw error;
      }),
    ),
  );
}

const spelled = (words: readonly Word[]) => words.map(({ text }) => text);

/** Words of one page in neither order that have no partner in the other. */
function unmatched(a: readonly Word[], b: readonly Word[]): number {
  const counts = new Map<string, number>();
  for (const { text } of a) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const { text } of b) counts.set(text, (counts.get(text) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}

/** How far two boxes of one word are apart in the ways that must not differ. */
function compareWord(a: Word, b: Word): { sides: number; overlap: boolean; size: number } {
  const sides = Math.max(Math.abs(a.box[0] - b.box[0]), Math.abs(a.box[2] - b.box[2]));
  const ends = Math.max(Math.abs(a.box[1] - b.box[1]), Math.abs(a.box[3] - b.box[3]));
  const overlap =
    Math.min(a.box[3], b.box[3]) > Math.max(a.box[1], b.box[1]) &&
    Math.min(a.box[2], b.box[2]) > Math.max(a.box[0], b.box[0]);
  // Turned words keep their ends instead.
  return { sides: Math.min(sides, ends), overlap, size: Math.abs((a.fontSize ?? 0) - (b.fontSize ?? 0)) };
}

describe('WASM and native', () => {
  it.each([
    ['a book', () => book(3)],
    ['a filled form', async () => filledForm()],
    ['turned text', async () => onePage('BT /F 12 Tf 0 1 -1 0 100 50 Tm (Upwards here) Tj ET')],
    ['a turned page', async () => onePage(textAt(20, 150, 'Total'), '/MediaBox [0 0 300 200] /Rotate 90')],
    [
      'a hyphen, a soft one and a space that stays',
      async () => onePage(textAt(20, 150, 'a- co\\255op 1\\2402')),
    ],
  ])('read the same words at the same places in %s', async (name, bytes) => {
    const path = join(folder, `${name}.pdf`);
    await writeFile(path, await bytes());
    const [a, b] = (await both((engine) => engine.words(path, 1))) as [PageText, PageText];
    expect(spelled(b.words)).toEqual(spelled(a.words));
    expect({ ...b, words: [] }).toEqual({ ...a, words: [] });
    for (const [i, word] of a.words.entries()) {
      const { sides, overlap, size } = compareWord(word, b.words[i]!);
      expect(sides, word.text).toBeLessThan(0.02);
      expect(size, word.text).toBeLessThan(0.02);
      expect(overlap || word.box[0] === word.box[2], word.text).toBe(true);
    }
  });

  it.skipIf(!present)('read the same words of the corpus', { timeout: 240_000 }, async () => {
    const seen = {
      files: 0,
      pages: 0,
      words: 0,
      unmatched: 0,
      otherOrder: 0,
      aligned: 0,
      moved: 0,
      apart: 0,
    };
    for (const kind of FOLDERS) {
      const names = readdirSync(join(CORPUS, kind)).filter((name) => /\.(pdf|fuzz)$/.test(name));
      for (const name of names) {
        const path = join(CORPUS, kind, name);
        const [a, b] = await both((engine) => engine.open(path));
        expect(b, name).toEqual(a);
        seen.files++;
        if (typeof a !== 'object') continue;
        const pages = Math.min(a.pageCount, PAGES_OF_A_FILE);
        await Promise.all(Array.from({ length: pages }, (_, i) => comparePage(path, i + 1, seen)));
      }
    }
    console.log(`WASM and native: ${JSON.stringify(seen)}`);
    expect(seen.files).toBeGreaterThan(80);
    expect(seen.words).toBeGreaterThan(50_000);
    expect(seen.unmatched / seen.words).toBeLessThan(0.001);
    expect(seen.otherOrder / seen.pages).toBeLessThan(0.05);
    expect(seen.moved / seen.aligned).toBeLessThan(0.001);
    expect(seen.apart / seen.aligned).toBeLessThan(0.001);
  });
});

async function comparePage(
  path: string,
  pageNumber: number,
  seen: Record<'pages' | 'words' | 'unmatched' | 'otherOrder' | 'aligned' | 'moved' | 'apart', number>,
): Promise<void> {
  const [a, b] = await both((engine) => engine.words(path, pageNumber));
  if (typeof a !== 'object' || typeof b !== 'object') {
    expect(b, `page ${pageNumber} of ${path}`).toEqual(a);
    return;
  }
  expect([b.width, b.height, b.imageCoverage]).toEqual([a.width, a.height, a.imageCoverage]);
  seen.pages++;
  seen.words += a.words.length;
  const different = unmatched(a.words, b.words);
  seen.unmatched += different;
  const sameOrder = spelled(a.words).join('\n') === spelled(b.words).join('\n');
  if (!sameOrder && different === 0) seen.otherOrder++;
  if (!sameOrder) return;
  for (const [i, word] of a.words.entries()) {
    const { sides, overlap, size } = compareWord(word, b.words[i]!);
    seen.aligned++;
    if (sides > 0.02 || size > 0.02) seen.moved++;
    if (!overlap) seen.apart++;
  }
}
