/**
 * How well and how fast pages without text are read: `node bench/pdf-ocr.ts [degrees to turn the pictures by]`.
 *
 * Reads the bills, receipts and scans of the corpus whose truth is published, with each Tesseract there is, and with the
 * installed one as it comes: on the picture as it is, without what this program does to it before. Receipts and scans have
 * whole transcripts: F1 of their words, and of those with digits. Bills have their items only: the share of their words and
 * numbers that was read. Then what the rules make of receipts and invoices read so, beside what is wanted.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { PdfEngine, RenderedPage } from '../src/pdf/pdf.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { ocrReaders, processorSeconds } from './ocr-readers.ts';
import { startTable } from './print-table.ts';
import { FACTS, pictureSets, readFacts } from './scan-facts.ts';

interface Truth {
  readonly textLines?: readonly (string | { readonly text: string })[];
  readonly text?: string;
  readonly textLayer?: boolean;
  readonly lineItems?: readonly Readonly<Record<string, string>>[];
}

interface Sample {
  readonly kind: string;
  readonly picture: RenderedPage;
  readonly truth: string;
  /** Whether the truth holds all that is printed. */
  readonly whole: boolean;
}

/** A4 at 200 dots an inch, as the engine draws pages to be recognised. */
const LONG_EDGE = 2_339;
const KINDS = ['bills', 'receipts', 'scanned'];
const corpus = fileURLToPath(new URL('../../shared/corpus/', import.meta.url));
const degrees = Number(process.argv[2] ?? 0);

if (existsSync(corpus)) await main();
else console.log(`ABSENT: the corpus at ${corpus}; nothing was measured`);

async function main(): Promise<void> {
  const pdf = createPdfEngine({ workers: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
  try {
    await measureWords(await readSamples(pdf));
    await measureFacts(pdf, folder);
  } finally {
    await pdf.close();
    rmSync(folder, { recursive: true });
  }
}

async function measureWords(samples: readonly Sample[]): Promise<void> {
  const table = startTable(
    `Recognition of ${samples.length} pictures turned by ${degrees} degrees: words / words with digits`,
    ['reader', ...KINDS, 'processor seconds a picture'],
  );
  for (const { name, engine } of ocrReaders()) {
    const scores = new Map<string, number[][]>(KINDS.map((kind) => [kind, []]));
    const start = processorSeconds();
    for (const { kind, picture, truth, whole } of samples) {
      const { width, height } = picture;
      const { words } = await engine.recognise(picture, { pageNumber: 1, width, height });
      const [want, got] = [tokens(truth), tokens(words.map(({ text }) => text).join(' '))];
      scores.get(kind)!.push([score(want, got, whole), score(digits(want), digits(got), whole)]);
    }
    const seconds = (processorSeconds() - start) / samples.length;
    await engine.close();
    const cells = KINDS.map((kind) => {
      const all = scores.get(kind)!;
      return [0, 1].map((i) => mean(all.map((pair) => pair[i]!)).toFixed(3)).join(' / ');
    });
    table.row([name, ...cells, seconds.toFixed(2)]);
  }
  table.end();
}

async function measureFacts(pdf: PdfEngine, folder: string): Promise<void> {
  const sets = await pictureSets(corpus, pdf, folder);
  const table = startTable('What the rules read from pictures, right of known', [
    'pictures',
    'reader',
    ...FACTS,
  ]);
  for (const set of sets) {
    for (const { name, engine } of ocrReaders()) {
      table.row([`${set.pictures.length} ${set.name}`, name, ...(await readFacts(set, pdf, engine))]);
      await engine.close();
    }
  }
  table.end();
}

async function readSamples(pdf: PdfEngine): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const kind of KINDS) {
    const folder = join(corpus, kind);
    for (const name of readdirSync(folder).filter((file) => !file.endsWith('.truth.json'))) {
      const path = join(folder, name.replace(/\.[^.]+$/, '.truth.json'));
      const truth = JSON.parse(readFileSync(path, 'utf8')) as Truth;
      const lines = truth.textLines?.map((line) => (typeof line === 'string' ? line : line.text));
      const transcript = lines?.join('\n') ?? truth.text;
      const items = truth.lineItems
        ?.map((item) => [item.description, item.quantity, item.unitPrice, item.amount].join(' '))
        .join('\n');
      if (truth.textLayer || (transcript ?? items) === undefined) continue;
      const file = join(folder, name);
      const longEdge = name.endsWith('.pdf') ? LONG_EDGE : 10_000;
      const picture = await pdf.render(file, 1, { format: 'png', gray: true, longEdge });
      samples.push({
        kind,
        picture: await turn(picture),
        truth: (transcript ?? items)!,
        whole: transcript !== undefined,
      });
    }
  }
  return samples;
}

async function turn(picture: RenderedPage): Promise<RenderedPage> {
  if (degrees === 0) return picture;
  const image = sharp(picture.bytes).rotate(degrees, { background: 'white' });
  const { data, info } = await image.png().toBuffer({ resolveWithObject: true });
  return { ...picture, bytes: data, width: info.width, height: info.height };
}

function tokens(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:[.,:/'-][\p{L}\p{N}]+)*/gu) ?? [];
}

function digits(words: readonly string[]): string[] {
  return words.filter((word) => /\d/.test(word));
}

/** F1 where the truth is whole, else the share of it that was read. */
function score(want: readonly string[], got: readonly string[], whole: boolean): number {
  const left = new Map<string, number>();
  for (const word of got) left.set(word, (left.get(word) ?? 0) + 1);
  let found = 0;
  for (const word of want) {
    const count = left.get(word) ?? 0;
    if (count > 0) found++;
    left.set(word, count - 1);
  }
  return whole ? (2 * found) / (want.length + got.length) : found / want.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
