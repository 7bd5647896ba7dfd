/**
 * Thousands of one-page PDFs with a model that answers at once: what the engine itself costs a document beyond hashing,
 * opening and reading the page, how memory grows, and how soon a killed run is back at work.
 *
 * Run: `npm run bench -- many-files [documents]` (default 10,000; RESULTS.md has 100,000)
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createLeafcutter } from '../src/app.ts';
import { tidyEarly } from '../src/cli/tidy-early.ts';
import { createScriptedModel } from '../src/models/scripted/scripted-model.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { defineRecipe } from '../src/recipes/recipe.ts';
import { createFetch } from '../src/source/create-fetch.ts';
import { createSource } from '../src/source/create-source.ts';
import { onePage } from './one-page.ts';
import { printTable } from './print-table.ts';

const DOCUMENTS = Number(process.argv[2] ?? 10_000);
const FOLDER_SIZE = 5_000;
const AT_ONCE = 16;

const answer = z.object({ total: z.string() });

const total = defineRecipe({
  name: 'total',
  version: '1',
  description: 'The total of a page',
  options: z.object({}),
  result: answer,
  tables: [],
  async run(_document, step) {
    const { value, evidence, findings } = await step.ask({
      name: 'total',
      parts: [{ form: 'text', pageNumbers: [1] }],
      schema: answer,
      prompt: 'What is the total?',
    });
    return { data: value, evidence, findings, pages: [{ pageNumber: 1, status: 'succeeded' }] };
  },
});

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU a document of hashing, opening and reading alone: the floor that the engine's own cost is measured from. */
async function measureFloor(folder: string): Promise<number> {
  const pdf = createPdfEngine({ backend: 'wasm' });
  const fetch = createFetch();
  const { signal } = new AbortController();
  const started = cpuMs();
  const running = new Set<Promise<void>>();
  let count = 0;
  for await (const item of createSource([folder], { limit: Math.min(DOCUMENTS, 5_000) }).list(signal)) {
    const work = (async () => {
      const { path } = await fetch(item, folder, signal);
      await pdf.open(path);
      await pdf.words(path, 1);
    })().finally(() => running.delete(work));
    running.add(work);
    count++;
    if (running.size >= AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
  const floor = (cpuMs() - started) / count;
  await pdf.close();
  return floor;
}

// As the command line does.
tidyEarly();
const directory = await mkdtemp(join(tmpdir(), 'leafcutter-many-'));
const folder = join(directory, 'in');
try {
  for (let start = 0; start < DOCUMENTS; start += FOLDER_SIZE) {
    const part = join(folder, String(start).padStart(7, '0'));
    await mkdir(part, { recursive: true });
    for (let number = start; number < Math.min(DOCUMENTS, start + FOLDER_SIZE); number++) {
      await writeFile(join(part, `${number}.pdf`), onePage(number));
    }
  }
  const floor = await measureFloor(folder);

  let calls = 0;
  const model = createScriptedModel({
    answer: ({ parts }) => {
      calls++;
      const [part] = parts;
      return { value: { total: part?.type === 'text' ? /Total ([\d.]+)/.exec(part.text)?.[1] : null } };
    },
  });
  const open = () =>
    createLeafcutter({
      settings: { dataDirectory: join(directory, 'home'), pdfBackend: 'wasm', ocr: 'off' },
      environment: {},
    });
  const run = {
    recipe: total,
    sources: [folder],
    route: 'fast' as const,
    models: { fast: model },
    out: [join(directory, 'out.jsonl')],
  };

  // The first half, stopped in the middle of the work as Ctrl-C would.
  const curve: string[][] = [];
  let leafcutter = await open();
  let started = { cpu: cpuMs(), at: performance.now() };
  let ended = 0;
  const step = Math.max(1_000, DOCUMENTS / 10);
  const watch = (): void => {
    ended++;
    if (ended % step !== 0 && ended !== 1_000) return;
    const cpu = (cpuMs() - started.cpu) / ended;
    const rss = process.memoryUsage.rss() / 1e6;
    curve.push([
      ended.toLocaleString('en'),
      (cpu - floor).toFixed(2),
      rss.toFixed(0),
      ((ended / (performance.now() - started.at)) * 1000).toFixed(0),
    ]);
  };
  leafcutter.onEvent((event) => {
    if (event.type !== 'document-end') return;
    watch();
    if (ended === Math.floor(DOCUMENTS / 2)) first.stop();
  });
  const first = await leafcutter.start(run);
  await first.summary;
  await leafcutter.close();

  // The second half, from opening the store to the first new call.
  const reopened = performance.now();
  let firstCallMs = 0;
  const cpuBefore = cpuMs() - started.cpu;
  leafcutter = await open();
  leafcutter.onEvent((event) => {
    if (event.type === 'call-start') firstCallMs ||= performance.now() - reopened;
    if (event.type === 'document-end') watch();
  });
  started = { cpu: cpuMs() - cpuBefore, at: started.at };
  const { counts } = await (await leafcutter.start(run)).summary;
  await leafcutter.close();
  if (counts.succeeded !== DOCUMENTS || calls !== DOCUMENTS) {
    throw new Error(`${counts.succeeded} of ${DOCUMENTS} documents with ${calls} calls`);
  }

  // Unchanged: nothing is asked.
  const again = performance.now();
  leafcutter = await open();
  await (await leafcutter.start(run)).summary;
  await leafcutter.close();
  const againSeconds = (performance.now() - again) / 1000;
  if (calls !== DOCUMENTS) throw new Error(`an unchanged run made ${calls - DOCUMENTS} calls`);

  printTable(
    `${DOCUMENTS.toLocaleString('en')} one-page PDFs, a model that answers at once; floor (hash, open, read): ${floor.toFixed(2)} ms CPU a document`,
    ['documents done', 'engine CPU ms a document', 'RSS MB', 'documents/s so far'],
    curve,
  );
  printTable(
    'Going on',
    ['what', 'limit', 'measured'],
    [
      ['half done, first new call after opening', '2 s', `${(firstCallMs / 1000).toFixed(2)} s`],
      ['unchanged second run', 'no call, seconds', `0 calls, ${againSeconds.toFixed(1)} s`],
    ],
  );
} finally {
  await rm(directory, { recursive: true, force: true });
}
