/**
 * Thousands of small documents against a loopback Gemini server of lognormal latency (median 2 s) that allows 1,000
 * requests a minute and does not say so, in scaled time: how near the makespan comes to that of an oracle.
 *
 * Run: `npm run bench -- unknown-quota [--documents 10000] [--scale 5]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { BytesInFlight } from '../src/engine/bytes-in-flight.ts';
import { Engine } from '../src/engine/engine.ts';
import { createGovernor } from '../src/governor/create-governor.ts';
import { Places } from '../src/governor/places.ts';
import { createModels } from '../src/models/create-model.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { defineRecipe, type Recipe } from '../src/recipes/recipe.ts';
import { createSqliteRetrieval } from '../src/retrieval/sqlite/sqlite-retrieval.ts';
import { createFetch } from '../src/source/create-fetch.ts';
import { createSource } from '../src/source/create-source.ts';
import { openBlobStore } from '../src/store/blob-store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { onePage } from './one-page.ts';
import { printTable } from './print-table.ts';
import { type FromServer, latencyOf, type ProviderModel } from './unknown-quota-server.ts';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    scale: { type: 'string', default: '5' },
  },
});
const DOCUMENTS = Number(values.documents);
const SCALE = Number(values.scale);
const GOAL = 1.1;
const FOLDER_SIZE = 5_000;
const provider: ProviderModel = { seed: 1, scale: SCALE, perMinute: 1_000, latencyMs: 2_000, sigma: 0.5 };

const total = defineRecipe({
  name: 'total',
  version: '1',
  description: 'The total of a page',
  options: z.object({}),
  result: z.object({ total: z.string() }),
  tables: [],
  async run(_document, step) {
    const { value, evidence, findings } = await step.ask({
      name: 'total',
      parts: [{ form: 'text', pageNumbers: [1] }],
      schema: z.object({ total: z.string() }),
      prompt: 'What is the amount?',
    });
    return { data: value, evidence, findings, pages: [{ pageNumber: 1, status: 'succeeded' }] };
  },
});

/** Makespan in provider time of one who knows the limit: all that the bucket holds at once, then a call as it refills. */
function idealMs(): number {
  const everyMs = 60_000 / provider.perMinute;
  let end = 0;
  for (let index = 0; index < DOCUMENTS; index++) {
    const sentMs = Math.max(0, index + 1 - provider.perMinute) * everyMs;
    end = Math.max(end, sentMs + latencyOf(provider, index));
  }
  return end;
}

async function startServer() {
  const child = fork(new URL('./unknown-quota-server.ts', import.meta.url), [JSON.stringify(provider)]);
  const heard = async <Type extends FromServer['type']>(type: Type) => {
    const [message] = (await once(child, 'message')) as [FromServer];
    if (message.type !== type) throw new Error(`the server said ${message.type}`);
    return message as Extract<FromServer, { type: Type }>;
  };
  const { url } = await heard('listening');
  return {
    url,
    seen() {
      const seen = heard('seen');
      child.send('read');
      return seen;
    },
    close: () => child.disconnect(),
  };
}

const directory = await mkdtemp(join(tmpdir(), 'leafcutter-quota-'));
const server = await startServer();
try {
  const folder = join(directory, 'in');
  for (let start = 0; start < DOCUMENTS; start += FOLDER_SIZE) {
    const part = join(folder, String(start).padStart(7, '0'));
    await mkdir(part, { recursive: true });
    for (let number = start; number < Math.min(DOCUMENTS, start + FOLDER_SIZE); number++) {
      await writeFile(join(part, `${number}.pdf`), onePage(number));
    }
  }
  const config = loadConfig({ GEMINI_API_KEY: 'bench', GOOGLE_GEMINI_BASE_URL: server.url });
  const store = await openSqliteStore({ path: join(directory, 'store.db') });
  const pdf = createPdfEngine({ workers: 2 });
  const models = createModels('gemini/gemini-3.8-flash', {
    config,
    remoteFiles: store.remoteFiles,
    now: Date.now,
  });
  const engine = new Engine(
    {
      config,
      store,
      blobs: await openBlobStore(join(directory, 'blobs')),
      pdf,
      ocr: null,
      retrieval: createSqliteRetrieval(join(directory, 'passages.db')),
      embedder: null,
      fetch: createFetch(),
      // The governor lives in provider time: its pacing is scaled with the provider.
      governor: createGovernor({
        clock: {
          now: () => performance.now() * SCALE,
          wallNow: Date.now,
          setTimer: (call, delayMs) => {
            const timer = setTimeout(call, Math.max(0, delayMs / SCALE));
            return () => clearTimeout(timer);
          },
        },
        ceilings: { process: config.maxInFlight },
      }),
      splits: new Places(config.maxSplits),
      bytesInFlight: new BytesInFlight(config.maxMegabytesInFlight * 1_000_000),
      price: () => 0,
      clock: {
        now: () => Date.now(),
        elapsedMs: () => performance.now(),
        every: () => () => {},
        sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
      },
      random: Math.random,
      emit: () => {},
    },
    () => process.memoryUsage.rss(),
  );
  const { job } = await store.openJob({
    id: 'bench',
    key: 'bench',
    recipe: total.name,
    recipeVersion: total.version,
    spec: {},
  });
  const { runId } = await store.runs.lock(job.id);
  // Workers start before the clock does, as in a server.
  await pdf.open(join(folder, '0000000', '0.pdf'));
  const before = process.cpuUsage();
  const startedMs = performance.now();
  const { counts, problem } = await engine.run({
    job,
    runId,
    recipe: total as Recipe,
    recipeOptions: {},
    models: { fast: models },
    route: 'fast',
    priority: 'batch',
    source: createSource([folder]),
    sinks: [],
    order: 'document',
    budgetMicros: null,
  }).summary;
  const tookMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(before);
  const { accepted, refused, maxInFlight } = await server.seen();
  await Promise.all([pdf.close(), ...models.map((model) => model.close())]);
  await store.close();
  if (problem || counts.succeeded !== DOCUMENTS || accepted !== DOCUMENTS) {
    throw new Error(
      `${counts.succeeded} of ${DOCUMENTS} documents with ${accepted} answers: ${problem?.detail ?? JSON.stringify(counts)}`,
    );
  }
  const took = tookMs * SCALE;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  printTable(
    `${DOCUMENTS.toLocaleString('en')} documents, ${provider.perMinute.toLocaleString('en')} requests a minute that nobody named, 2 s a call, scaled 1:${SCALE}`,
    ['what', 'goal', 'measured'],
    [
      ['makespan of the oracle', '', seconds(idealMs())],
      ['makespan', '', seconds(took)],
      ['makespan / ideal', String(GOAL), (took / idealMs()).toFixed(3)],
      ['refused calls', '', `${refused} (${((100 * refused) / (accepted + refused)).toFixed(1)} %)`],
      ['most calls in flight', '', String(maxInFlight)],
      ['client: share of one core', '', `${((user + system) / 10 / tookMs).toFixed(0)} %`],
      ['client: peak memory', '512 MB', `${((process.resourceUsage().maxRSS * 1024) / 1e6).toFixed(0)} MB`],
    ],
  );
} finally {
  server.close();
  await rm(directory, { recursive: true, force: true });
}
