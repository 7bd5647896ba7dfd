/**
 * How well and how fast pages without text are read: `node bench/pdf-ocr.ts [degrees to turn the pictures by]`.
 *
 * Reads the bills, receipts and scans of the corpus whose truth is published, with each Tesseract there is. Receipts
 * and scans have whole transcripts: F1 of their words, and of those with digits. Bills have their items only: the share
 * of their words and numbers that was read. Peer: the same Tesseract on the picture as it is, without what this program
 * does to it before (`tesseract picture -`).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createOcrEngine } from '../src/pdf/ocr/create-ocr-engine.ts';
import { findTesseract } from '../src/pdf/ocr/system-tesseract.ts';
import type { RenderedPage } from '../src/pdf/pdf.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { printTable } from './print-table.ts';

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

/** What reads one picture to text. */
interface Reader {
  readonly name: string;
  read(picture: RenderedPage): Promise<string>;
  close(): Promise<void>;
}

/** A4 at 200 dots an inch, as the engine draws pages to be recognised. */
const LONG_EDGE = 2_339;
const KINDS = ['bills', 'receipts', 'scanned'];
const corpus = fileURLToPath(new URL('../../shared/corpus/', import.meta.url));
const degrees = Number(process.argv[2] ?? 0);

if (existsSync(corpus)) await main();
else console.log(`ABSENT: the corpus at ${corpus}; nothing was measured`);

async function main(): Promise<void> {
  const samples = await readSamples();
  const rows: string[][] = [];
  for (const reader of readers()) {
    const scores = new Map<string, number[][]>(KINDS.map((kind) => [kind, []]));
    const start = performance.now();
    for (const { kind, picture, truth, whole } of samples) {
      const [want, got] = [tokens(truth), tokens(await reader.read(picture))];
      scores.get(kind)!.push([score(want, got, whole), score(digits(want), digits(got), whole)]);
    }
    const seconds = (performance.now() - start) / 1000 / samples.length;
    await reader.close();
    const cells = KINDS.map((kind) => {
      const all = scores.get(kind)!;
      return [0, 1].map((i) => mean(all.map((pair) => pair[i]!)).toFixed(3)).join(' / ');
    });
    rows.push([reader.name, ...cells, seconds.toFixed(2)]);
  }
  printTable(
    `Recognition of ${samples.length} pictures turned by ${degrees} degrees: words / words with digits`,
    ['reader', ...KINDS, 'seconds a picture, one at a time'],
    rows,
  );
}

async function readSamples(): Promise<Sample[]> {
  const pdf = createPdfEngine();
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
  await pdf.close();
  return samples;
}

async function turn(picture: RenderedPage): Promise<RenderedPage> {
  if (degrees === 0) return picture;
  const image = sharp(picture.bytes).rotate(degrees, { background: 'white' });
  const { data, info } = await image.png().toBuffer({ resolveWithObject: true });
  return { ...picture, bytes: data, width: info.width, height: info.height };
}

function readers(): Reader[] {
  const made = [ours('bundled')];
  if (findTesseract() === null) console.log('ABSENT: Tesseract 5 on the search path');
  else made.push(ours('system'), plainTesseract());
  return made;
}

function ours(program: 'bundled' | 'system'): Reader {
  const engine = createOcrEngine({ program, workers: 1, languages: ['eng'] });
  return {
    name: engine.name,
    async read(picture) {
      const { width, height } = picture;
      const { words } = await engine.recognise(picture, { pageNumber: 1, width, height });
      return words.map(({ text }) => text).join(' ');
    },
    close: () => engine.close(),
  };
}

function plainTesseract(): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'leafcutter-bench-'));
  const file = join(folder, 'picture.png');
  return {
    name: 'tesseract as it comes',
    async read({ bytes }) {
      writeFileSync(file, bytes);
      const env = { ...process.env, OMP_THREAD_LIMIT: '1' };
      return spawnSync('tesseract', [file, '-', '-l', 'eng'], { encoding: 'utf8', env }).stdout;
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
