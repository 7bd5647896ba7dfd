/**
 * A 20-page scanned bill against a model that takes a fixed 10 s a page, on a loopback server that speaks Gemini's wire
 * format, in time scaled 1:20: one page after another, 15 at once, and with no cap.
 *
 * Run: `npm run bench -- bill-pages [scale] [parallel]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { loadConfig } from '../src/config/config.ts';
import { BytesInFlight } from '../src/engine/bytes-in-flight.ts';
import { Engine } from '../src/engine/engine.ts';
import { createGovernor } from '../src/governor/create-governor.ts';
import { Places } from '../src/governor/places.ts';
import { createModels } from '../src/models/create-model.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { bill } from '../src/recipes/bill/bill.ts';
import type { Recipe } from '../src/recipes/recipe.ts';
import { createSqliteRetrieval } from '../src/retrieval/sqlite/sqlite-retrieval.ts';
import { createFetch } from '../src/source/create-fetch.ts';
import { createSource } from '../src/source/create-source.ts';
import { openBlobStore } from '../src/store/blob-store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { printTable } from './print-table.ts';

const PAGES = 20;
const PAGE_SECONDS = 10;
/** Provider time over real time; a smaller one shows the engine's own milliseconds less. */
const SCALE = Number(process.argv[2] ?? 20);
const REPEATS = 3;
/** One page after another takes minutes at a small scale. */
const SEQUENTIAL = process.argv[3] !== 'parallel';

const scaledSeconds = (ms: number): number => (ms * SCALE) / 1000;

/** A scan: every page is one picture, no text. */
async function writeScan(path: string): Promise<void> {
  const document = new PDFDocument({ size: 'A4', autoFirstPage: false });
  const written = finished(document.pipe(createWriteStream(path)));
  for (let page = 1; page <= PAGES; page++) {
    const rows = Array.from(
      { length: 30 },
      (_, row) =>
        `<text x="80" y="${120 + row * 30}" font-size="20">Charge ${page}.${row} ${page * row}.00</text>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="100%" height="100%" fill="white"/>${rows.join('')}</svg>`;
    const picture = await sharp(Buffer.from(svg)).jpeg({ quality: 75 }).toBuffer();
    document.addPage().image(picture, 0, 0, { width: 595 });
  }
  document.end();
  await written;
}

/** Wall time of one run in milliseconds, from the command to the last durable result. */
async function runOnce(directory: string, document: string, cap: number | null): Promise<number> {
  const server = spawn(
    process.execPath,
    [new URL('slow-model.ts', import.meta.url).pathname, String((PAGE_SECONDS * 1000) / SCALE)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [url] = (await once(server.stdout, 'data')) as [Buffer];
  const home = await mkdtemp(join(directory, 'run-'));
  const config = loadConfig(
    { GEMINI_API_KEY: 'bench', GOOGLE_GEMINI_BASE_URL: url.toString().trim() },
    { memoryMonitoring: false },
  );
  const store = await openSqliteStore({ path: join(home, 'store.db') });
  const pdf = createPdfEngine({ workers: 2 });
  const clock = {
    now: () => Date.now(),
    elapsedMs: () => performance.now(),
    every: () => () => {},
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
  };
  const governor = createGovernor({
    // The governor lives in provider time: its pacing is scaled with the provider.
    clock: {
      now: () => performance.now() * SCALE,
      wallNow: Date.now,
      setTimer: (call, delayMs) => {
        const timer = setTimeout(call, Math.max(0, delayMs / SCALE));
        return () => clearTimeout(timer);
      },
    },
    ...(cap === null ? {} : { ceilings: { extract: cap } }),
  });
  const models = createModels('gemini/gemini-3.8-flash', {
    config,
    remoteFiles: store.remoteFiles,
    now: Date.now,
  });
  const engine = new Engine(
    {
      config,
      store,
      blobs: await openBlobStore(join(home, 'blobs')),
      pdf,
      ocr: null,
      retrieval: createSqliteRetrieval(join(home, 'passages.db')),
      embedder: null,
      fetch: createFetch(),
      governor,
      splits: new Places(config.maxSplits),
      bytesInFlight: new BytesInFlight(config.maxMegabytesInFlight * 1_000_000),
      price: () => 0,
      clock,
      random: Math.random,
      emit: () => {},
    },
    () => 0,
  );
  // Workers start before the clock does, as in a server; a cold start is in the first line of the table's notes.
  await pdf.open(document);
  const { job } = await store.openJob({
    id: 'bench',
    key: 'bench',
    recipe: 'bill',
    recipeVersion: bill.version,
    spec: {},
  });
  const { runId } = await store.runs.lock(job.id);
  const startedMs = performance.now();
  const { counts, problem } = await engine.run({
    job,
    runId,
    recipe: bill as Recipe,
    recipeOptions: {},
    models: { fast: models },
    route: 'fast',
    priority: 'interactive',
    source: createSource([document]),
    sinks: [],
    order: 'document',
    budgetMicros: null,
  }).summary;
  const tookMs = performance.now() - startedMs;
  if (problem || counts.failed > 0)
    throw new Error(`the run failed: ${problem?.detail ?? JSON.stringify(counts)}`);
  await Promise.all([pdf.close(), ...models.map((model) => model.close()), server.kill()]);
  await store.close();
  return tookMs;
}

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-bench-'));
try {
  const document = join(directory, 'scan.pdf');
  await writeScan(document);
  await runOnce(directory, document, null);
  const rows: string[][] = [];
  for (const [name, cap, idealSeconds] of [
    ['one after another', 1, PAGES * PAGE_SECONDS],
    ['15 at once', 15, Math.ceil(PAGES / 15) * PAGE_SECONDS],
    ['no cap', null, PAGE_SECONDS],
  ] as const) {
    if (cap === 1 && !SEQUENTIAL) continue;
    const times: number[] = [];
    for (let repeat = 0; repeat < (cap === 1 ? 1 : REPEATS); repeat++)
      times.push(await runOnce(directory, document, cap));
    const seconds = scaledSeconds(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!);
    rows.push([name, idealSeconds.toFixed(1), seconds.toFixed(1), (seconds / idealSeconds).toFixed(3)]);
  }
  printTable(
    `${PAGES} pages at ${PAGE_SECONDS} s a page (scaled 1:${SCALE}, median of ${REPEATS})`,
    ['calls', 'ideal s', 'took s', 'took / ideal'],
    rows,
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
