import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onePage, rawPdf, textAt } from '../../test/fixtures/pdf-samples.ts';
import { isProblem } from '../problem/problem.ts';
import type { PdfEngine } from './pdf.ts';
import { createPdfEngine } from './pdf-engine.ts';

type Expectation = { readonly expected: keyof typeof CODES; readonly pages: number };

/** Problems each kind of file may end with; a file that opens has none. */
const CODES = {
  opens: [],
  encrypted: ['pdf-encrypted'],
  corrupt: ['pdf-damaged', 'pdf-no-pages'],
  empty: ['pdf-no-pages', 'file-empty'],
} as const;

const fixtures = fileURLToPath(new URL('../../test/fixtures/hostile/', import.meta.url));
const corpus = fileURLToPath(new URL('../../../shared/corpus/hostile/', import.meta.url));

describe.each(['wasm', 'native'] as const)('hostile files (%s)', (backend) => {
  let engine: PdfEngine;
  let folder: string;
  beforeAll(async () => {
    engine = createPdfEngine({ workers: 2, backend, timeoutMs: 20_000 });
    folder = await mkdtemp(join(tmpdir(), 'leafcutter-hostile-'));
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  const expectations = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as Record<
    string,
    Expectation
  >;
  it.each(Object.entries(expectations))('%s ends as it must', async (name, expectation) => {
    await endsAsItMust(engine, join(fixtures, name), expectation);
  });

  if (existsSync(corpus)) {
    const names = readdirSync(corpus).filter((name) => !name.endsWith('.truth.json'));
    it.each(names)('corpus: %s ends as it must', async (name) => {
      const truth = join(corpus, name.replace(/\.[^.]+$/, '.truth.json'));
      const { expected, pages = 0 } = JSON.parse(readFileSync(truth, 'utf8')) as Expectation;
      await endsAsItMust(engine, join(corpus, name), { expected, pages });
    });
  } else {
    console.warn(`NOT TESTED: the hostile files of the corpus are not at ${corpus}`);
  }

  it('stops a page that would be drawn for years, and goes on', async () => {
    const bad = join(folder, 'years.pdf');
    await writeFile(bad, nestedForms(12, 40));
    const good = join(folder, 'good.pdf');
    await writeFile(good, onePage(textAt(20, 100, 'Hello')));
    const drawing = engine.render(bad, 1, { format: 'png', timeoutMs: 1_000 });
    const refused = expect(drawing).rejects.toMatchObject({ code: 'pdf-timeout', subject: bad });
    const others = await Promise.all(Array.from({ length: 20 }, () => engine.words(good, 1)));
    expect(others.map(({ words }) => words[0]?.text)).toEqual(Array<string>(20).fill('Hello'));
    await refused;
    expect((await engine.words(good, 1)).words).toHaveLength(1);
  });

  it('survives a picture that unpacks to more than the machine has', async () => {
    const bad = join(folder, 'bomb.pdf');
    await writeFile(bad, pictureBomb());
    // Refused or drawn without the picture: both are fine, as long as it ends and nothing else does.
    const outcome = await engine.render(bad, 1, { format: 'png', gray: true }).then(
      (page) => page.width,
      (error: unknown) => (isProblem(error) ? error.code : String(error)),
    );
    expect([1536, 'pdf-crashed', 'pdf-timeout', 'page-unreadable']).toContain(outcome);
    const good = join(folder, 'after.pdf');
    await writeFile(good, onePage(textAt(20, 100, 'Hello')));
    expect((await engine.words(good, 1)).words).toHaveLength(1);
  });
});

async function endsAsItMust(
  engine: PdfEngine,
  path: string,
  { expected, pages }: Expectation,
): Promise<void> {
  const opened = await engine.open(path).catch((error: unknown) => error);
  if (expected !== 'opens') {
    expect(isProblem(opened) && CODES[expected]).toContain((opened as { code: string }).code);
    return;
  }
  expect(opened).toMatchObject({ pageCount: pages });
  // Every page is read, drawn and copied, or refused as this page alone.
  for (let pageNumber = 1; pageNumber <= pages; pageNumber++) {
    const outcomes = await Promise.allSettled([
      engine.words(path, pageNumber),
      engine.pageInfo(path, pageNumber),
      engine.render(path, pageNumber, { format: 'png', gray: true, longEdge: 400 }),
      engine.slice(path, [pageNumber]),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'page-unreadable' });
    }
  }
  await engine.outline(path);
}

/** `depth` forms, each drawing the next `times` times: a small file that is endless to draw. */
function nestedForms(depth: number, times: number): Buffer {
  const first = 6;
  const forms = Array.from({ length: depth }, (_, i): [string, string] => {
    const last = i === depth - 1;
    const resources = last ? '' : `/Resources << /XObject << /X ${first + i + 1} 0 R >> >>`;
    return [
      `/Type /XObject /Subtype /Form /BBox [0 0 300 200] ${resources}`,
      last ? '0 0 10 10 re f' : 'q 1.01 0 0 1.01 0.1 0.1 cm /X Do Q '.repeat(times),
    ];
  });
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /XObject << /X ${first} 0 R >> >> /Contents 4 0 R >>`,
    ['', '/X Do'],
    '<< >>',
    ...forms,
  ]);
}

/** A picture of 60,000 by 60,000 pixels in colour, ten gigabytes, from a stream of a few kilobytes. */
function pictureBomb(): Buffer {
  const zeros = deflateSync(Buffer.alloc(4_000_000)).toString('latin1');
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>',
    ['', 'q 300 0 0 200 0 0 cm /P Do Q'],
    [
      '/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode',
      zeros,
    ],
  ]);
}
