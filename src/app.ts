import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, loadConfig, type SETTINGS } from './config/config.ts';
import type { EventListener } from './domain/event.ts';
import { BytesInFlight } from './engine/bytes-in-flight.ts';
import { Engine } from './engine/engine.ts';
import type { Clock } from './engine/parts.ts';
import { reviewReasons } from './engine/review-reasons.ts';
import { createGovernor } from './governor/create-governor.ts';
import type { Governor, LaneState } from './governor/governor.ts';
import type { GovernorClock } from './governor/governor-options.ts';
import { LearntLanes } from './governor/learnt-lanes.ts';
import { Places } from './governor/places.ts';
import { shareLimits } from './governor/share-limits.ts';
import type { SharedLimits } from './governor/shared-limits.ts';
import { Leafcutter } from './leafcutter.ts';
import { createEmbedder, createModels, defaultModels, YARDSTICK } from './models/create-model.ts';
import type { Model } from './models/model.ts';
import { costMicros } from './models/prices.ts';
import { createOcrEngine } from './pdf/ocr/create-ocr-engine.ts';
import { createPdfEngine } from './pdf/pdf-engine.ts';
import { Problem, toProblem } from './problem/problem.ts';
import type { DocumentQueue } from './queue/queue.ts';
import { bill } from './recipes/bill/bill.ts';
import { course } from './recipes/course/course.ts';
import { fields } from './recipes/fields/fields.ts';
import { invoice } from './recipes/invoice/invoice.ts';
import type { Recipe } from './recipes/recipe.ts';
import { sections } from './recipes/sections/sections.ts';
import type { RetrievalStore } from './retrieval/retrieval.ts';
import { createSqliteRetrieval } from './retrieval/sqlite/sqlite-retrieval.ts';
import { archiveOf } from './sink/archive.ts';
import { checkWritable } from './sink/check-writable.ts';
import { createCsvSink } from './sink/csv-sink.ts';
import { failedTable } from './sink/failed-documents.ts';
import { createFilesSink } from './sink/files-sink.ts';
import { createJsonlSink } from './sink/jsonl-sink.ts';
import { makeFolder } from './sink/make-folder.ts';
import { reviewTable } from './sink/review-table.ts';
import type { Sink } from './sink/sink.ts';
import { createSummarySink } from './sink/summary-sink.ts';
import { createXlsxSink } from './sink/xlsx-sink.ts';
import { createFetch } from './source/create-fetch.ts';
import { createSource } from './source/create-source.ts';
import { openObjects } from './source/object-store.ts';
import type { Objects } from './source/objects.ts';
import { type LocalBlobs, openBlobStore } from './store/blob-store.ts';
import { type Collected, collectBlobs, keepCollecting } from './store/collect-blobs.ts';
import { jobRunner, lockJob, lockServing } from './store/job-lock.ts';
import { leaseBlobs } from './store/leased-blobs.ts';
import { shareBlobs } from './store/remote-blobs.ts';
import { openSqliteReader, openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { QuestionClaims, Store, StoreReader } from './store/store.ts';
import { storeProblem } from './store/store-problem.ts';
import { EventBus } from './telemetry/event-bus.ts';

export { Delivery } from './engine/delivery.ts';
export { reviewReasons } from './engine/review-reasons.ts';
export { SNIFF_BYTES, sniffMediaType } from './pdf/media-type.ts';
export { csvFileNames } from './sink/csv-sink.ts';
export { csvText } from './sink/csv-text.ts';
export { createSource } from './source/create-source.ts';
export { hashFile } from './source/hash-file.ts';
export { createPost, type Post } from './source/post-message.ts';
export { Metrics } from './telemetry/metrics.ts';
export type { LaneProgress, Progress } from './telemetry/progress.ts';
export { RunProgress } from './telemetry/run-progress.ts';
export { StoredProgress } from './telemetry/stored-progress.ts';

const HOUR_MS = 3_600_000;

type Moving = typeof import('./store/postgres/move-store.ts');

/** Brings the schema of a database up to date, and moves a store into it; see `leafcutter migrate`. */
export async function migrateStore(
  options: Parameters<Moving['migrateStore']>[0],
): ReturnType<Moving['migrateStore']> {
  // Loaded here: nothing else needs it.
  const moving = await import('./store/postgres/move-store.ts');
  return moving.migrateStore(options);
}

/** How to make a Leafcutter. Everything has a default: no key means that nothing leaves the machine. */
export interface LeafcutterOptions {
  /** Settings by name; they win over the environment. */
  readonly settings?: Readonly<Partial<Record<keyof typeof SETTINGS, string | number | boolean | undefined>>>;
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Recipes besides the built-in ones, to be found by name. */
  readonly recipes?: readonly Recipe[];
  readonly onEvent?: EventListener;
}

/** The recipes that come with Leafcutter. */
export const BUILT_IN_RECIPES: readonly Recipe[] = [
  bill as Recipe,
  invoice as Recipe,
  fields as Recipe,
  sections as Recipe,
  course as Recipe,
];

const clock: Clock = {
  now: () => Date.now(),
  every: (ms, call) => {
    const timer = setInterval(call, ms).unref();
    return () => clearInterval(timer);
  },
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      throw signal.reason;
    }
  },
};

const governorClock: GovernorClock = {
  now: () => performance.now(),
  wallNow: clock.now,
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

/** What others are told keeps no process alive. */
const lanesClock: GovernorClock = {
  ...governorClock,
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, Math.max(0, delayMs)).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Opens the store, starts the workers lazily and puts the engine together. Throws `invalid-option` or
 * `store-unavailable`. Close it when done.
 */
export async function createLeafcutter(options: LeafcutterOptions = {}): Promise<Leafcutter> {
  const config = loadConfig(options.environment ?? process.env, options.settings);
  const directory = resolve(config.dataDirectory);
  const state = await openState(config, directory);
  const { openReader, queue, jobs, claims, limits, relay: openRelay } = state;
  const retrieval = await withVectors(config, state.retrieval);
  const store = withPassages(state.store, retrieval);
  const objects = objectsOf(config);
  const localBlobs = await openBlobStore(join(directory, 'blobs'));
  const blobs = leaseBlobs(
    config.blobs === undefined ? localBlobs : shareBlobs(localBlobs, objects, config.blobs),
    store.blobLeases,
  );
  const collecting = keepCollecting(
    (signal) => collect(config, { blobs: localBlobs, store }, signal),
    clock.every,
    (error) => process.emitWarning(toProblem(error).detail, 'LeafcutterCollecting'),
  );
  // A listener's own mistake is said, and is nobody else's.
  const events = new EventBus((error) =>
    process.emitWarning(error instanceof Error ? error : String(error), 'LeafcutterListener'),
  );
  // What came from another process is not told to it again.
  let relaying = false;
  const relay = openRelay?.((event) => {
    relaying = true;
    events.emit(event);
    relaying = false;
  });
  const listen = (listener: EventListener): (() => void) => {
    relay?.hear();
    return events.listen(listener);
  };
  if (relay) events.listen((event) => relaying || relay.tell(event));
  if (options.onEvent) listen(options.onEvent);
  // Loaded where it is asked for: nobody else waits for it.
  const traces =
    config.otlpEndpoint === undefined
      ? null
      : (await import('./telemetry/traces.ts')).sendTraces(config.otlpEndpoint);
  // What other processes tell they trace themselves.
  if (traces) events.listen((event) => relaying || traces.listen(event));
  const workers = config.pdfWorkers || availableParallelism();
  const pdf = createPdfEngine({
    workers,
    backend: config.pdfBackend,
    library: config.pdfiumLibrary,
  });
  const ocr = config.ocr === 'auto' ? createOcrEngine({ workers }) : null;
  const governor = openGovernor(config, limits, (state) =>
    events.emit({ type: 'governor-change', ...state }),
  );
  const embedder = createEmbedder(config, clock.now);
  const engine = new Engine(
    {
      config: { ...config, pdfWorkers: workers },
      store,
      blobs,
      pdf,
      ocr,
      retrieval,
      embedder,
      fetch: createFetch({
        allowHosts: config.allowHosts,
        maxBytes: config.maxFileMegabytes * 1_000_000,
        objects,
      }),
      governor,
      splits: new Places(config.maxSplits),
      bytesInFlight: new BytesInFlight(config.maxMegabytesInFlight * 1_000_000),
      price: costMicros,
      yardstick: YARDSTICK,
      clock,
      random: Math.random,
      emit: events.emit,
      ...(queue ? { queue } : {}),
      ...(claims ? { claims } : {}),
    },
    () => process.memoryUsage.rss(),
  );
  const models = modelCache(config, store);
  return new Leafcutter({
    config,
    directory,
    store,
    blobs,
    pdf,
    ocr,
    engine,
    recipes: new Map(
      [...BUILT_IN_RECIPES, ...(options.recipes ?? [])].map((recipe) => [recipe.name, recipe]),
    ),
    defaultModels: defaultModels(config),
    models: models.get,
    source: (inputs, narrowing) => createSource(inputs, { ...narrowing, objects }),
    sinks: openSinks,
    archive: archiveOf,
    clock,
    lockJob: jobs.lock,
    jobRunner: jobs.runner,
    lockServing: jobs.lockServing,
    openReader,
    queue,
    sharedRecipes: new Set(BUILT_IN_RECIPES),
    listen,
    laneStates: () => governor.state(),
    describePassages: async () => {
      const { words, vectors } = await retrieval.describe();
      return `${words}, vectors ${vectors}`;
    },
    close: async () => {
      await collecting.close();
      limits?.close();
      await traces?.close();
      await relay?.close();
      await queue?.close();
      await Promise.all([pdf.close(), ocr?.close(), models.close(), embedder?.close(), retrieval.close()]);
      await store.close();
    },
  });
}

/**
 * Removes downloaded files of this folder that no document names any more, and that nothing has used for so long; null: another
 * process does so now. Throws `invalid-option`, `store-unavailable`.
 */
export async function cleanStore(
  options: Pick<LeafcutterOptions, 'settings'>,
): Promise<(Collected & { readonly graceHours: number }) | null> {
  const config = loadConfig(process.env, options.settings);
  const directory = resolve(config.dataDirectory);
  const { store, retrieval, queue, limits } = await openState(config, directory);
  try {
    const collected = await collect(config, { blobs: await openBlobStore(join(directory, 'blobs')), store });
    return collected && { ...collected, graceHours: config.blobGraceHours };
  } finally {
    limits?.close();
    await queue?.close();
    await retrieval.close();
    await store.close();
  }
}

async function collect(
  { blobGraceHours }: Config,
  { blobs, store }: { readonly blobs: LocalBlobs; readonly store: Store },
  signal?: AbortSignal,
): Promise<Collected | null> {
  await store.forgetUnused(Date.now());
  return collectBlobs(
    { blobs, leases: store.blobLeases, holder: randomUUID() },
    { graceMs: blobGraceHours * HOUR_MS, ...(signal ? { signal } : {}) },
  );
}

/** Where all durable state is, and who works on it. */
interface State {
  readonly store: Store;
  readonly retrieval: RetrievalStore;
  openReader(): Promise<StoreReader & { close(): Promise<void> }>;
  /** Null where this process has its jobs to itself. */
  readonly queue: DocumentQueue | null;
  readonly jobs: {
    lock(jobId: string): Promise<() => Promise<void>>;
    runner(jobId: string): Promise<number | null>;
    /** Absent where several servers may share the jobs. */
    lockServing?(): Promise<() => Promise<void>>;
  };
  /** Absent where this process has ledger and quotas to itself. */
  readonly claims?: QuestionClaims;
  readonly limits?: SharedLimits & { close(): void };
  /** Carries events to other processes and hands on theirs. */
  relay?(emit: EventListener): { tell: EventListener; hear(): void; close(): Promise<void> };
}

/** The store in the folder, or the one that many share when a database is named; what only they need is loaded then. */
async function openState(config: Config, directory: string): Promise<State> {
  const { databaseUrl } = config;
  // Once it is there nothing below it can go on for ever, as making folders does where the system lets nobody make any.
  await makeFolder(directory).catch((error) => {
    throw storeProblem(error, directory);
  });
  if (databaseUrl === undefined) {
    const locks = join(directory, 'locks');
    const path = join(directory, 'leafcutter.db');
    return {
      store: await openSqliteStore({ path }),
      retrieval: createSqliteRetrieval(join(directory, 'passages.db')),
      openReader: () => openSqliteReader(path),
      queue: null,
      jobs: {
        lock: (jobId) => lockJob(locks, jobId),
        runner: (jobId) => jobRunner(locks, jobId),
        lockServing: () => lockServing(locks, directory),
      },
    };
  }
  const [{ openPostgresStore }, parts, { openPgBossQueue }, { createPostgresRetrieval }] = await Promise.all([
    import('./store/postgres/postgres-store.ts'),
    import('./store/postgres/shared-parts.ts'),
    import('./queue/pg-boss-queue.ts'),
    import('./retrieval/postgres/postgres-retrieval.ts'),
  ]);
  const postgres = await openPostgresStore({ url: databaseUrl });
  return {
    store: postgres.store,
    retrieval: createPostgresRetrieval({
      database: postgres.database,
      schema: `${postgres.database.schema}_passages`,
    }),
    // Its connections do not wait for one another.
    openReader: async () => ({ ...readerOf(postgres.store), close: async () => {} }),
    queue: openPgBossQueue({
      store: parts.openQueueStore(postgres),
      schema: `${postgres.database.schema}_queue`,
    }),
    jobs: parts.openJobRuns(postgres),
    claims: parts.openQuestionClaims(postgres),
    relay: (emit) => parts.openEventRelay(postgres, databaseUrl, emit),
    limits: shareLimits(
      new parts.SharedLimitsOfStore(postgres, knownLimits(config)),
      new LearntLanes(new parts.LaneExchange(postgres), lanesClock),
    ),
  };
}

/** Passages as the store keeps them, or with their vectors at a Chroma server where one is named. */
async function withVectors(config: Config, passages: RetrievalStore): Promise<RetrievalStore> {
  if (config.chromaUrl === undefined) return passages;
  const { createChromaRetrieval } = await import('./retrieval/chroma/chroma-retrieval.ts');
  return createChromaRetrieval({
    url: config.chromaUrl,
    tenant: config.chromaTenant,
    database: config.chromaDatabase,
    apiKey: config.chromaApiKey,
    passages,
  });
}

/** A store whose jobs take their passages with them when they are deleted. */
function withPassages(store: Store, retrieval: RetrievalStore): Store {
  return {
    ...store,
    async deleteJob(id) {
      const deleted = await store.deleteJob(id);
      if (deleted) await retrieval.keepOnly(id, new Set());
      return deleted;
    },
  };
}

/** What of a store only looks. */
function readerOf(store: Store): StoreReader {
  return {
    getJob: (id) => store.getJob(id),
    listJobs: (options) => store.listJobs(options),
    countDocuments: (jobId) => store.countDocuments(jobId),
    surveyDocuments: (jobId, groupSize) => store.surveyDocuments(jobId, groupSize),
    jobUsage: (jobId) => store.jobUsage(jobId),
    getDocument: (documentId) => store.getDocument(documentId),
    listDocuments: (jobId, options) => store.listDocuments(jobId, options),
    getResult: (documentId) => store.getResult(documentId),
    readResults: (jobId, options) => store.readResults(jobId, options),
    listReviews: (documentId) => store.listReviews(documentId),
  };
}

/** Models by spec, made once. What an earlier process left at a provider is swept when its lane is first used. */
function modelCache(config: Config, { remoteFiles }: Store) {
  const known = new Map<string, readonly Model[]>();
  const uploads = new Places(config.maxUploads);
  const sweeps: Promise<unknown>[] = [];
  return {
    get(spec: string): readonly Model[] {
      const found = known.get(spec);
      if (found) return found;
      const models = createModels(spec, { config, remoteFiles, uploads, now: clock.now });
      known.set(spec, models);
      // What cannot be deleted now stays in the log for the next start.
      for (const model of models) sweeps.push(model.sweepRemoteFiles?.().catch(() => 0) ?? Promise.resolve());
      return models;
    },
    async close(): Promise<void> {
      await Promise.all(sweeps);
      await Promise.all([...known.values()].flat().map((model) => model.close()));
    },
  };
}

function objectsOf(config: Config): Objects {
  return openObjects({
    s3: {
      accessKeyId: config.awsAccessKeyId,
      secretAccessKey: config.awsSecretAccessKey,
      sessionToken: config.awsSessionToken,
      region: config.awsRegion,
      endpoint: config.awsEndpoint,
    },
    gs: {
      accessKeyId: config.gsAccessKeyId,
      secretAccessKey: config.gsSecretAccessKey,
      region: 'auto',
      endpoint: config.gsEndpoint,
    },
    az: { connection: config.azureConnection, account: config.azureAccount, key: config.azureKey },
    maxBytes: config.maxFileMegabytes * 1_000_000,
  });
}

/** Zero means unknown: then the governor learns. */
function knownLimits(config: Config) {
  return {
    ...(config.requestsPerMinute ? { requestsPerMinute: config.requestsPerMinute } : {}),
    ...(config.tokensPerMinute ? { tokensPerMinute: config.tokensPerMinute } : {}),
    ...(config.requestsPerDay ? { requestsPerDay: config.requestsPerDay } : {}),
  };
}

function openGovernor(
  config: Config,
  shared: SharedLimits | undefined,
  onChange: (state: LaneState) => void,
): Governor {
  return createGovernor({
    clock: governorClock,
    defaultLimits: knownLimits(config),
    ...(shared ? { shared } : {}),
    ceilings: {
      process: config.concurrent ? config.maxInFlight : 1,
      ...(config.maxClassify ? { classify: config.maxClassify } : {}),
      ...(config.maxExtract ? { extract: config.maxExtract } : {}),
      section: config.maxSectionTasks,
    },
    onChange,
  });
}

/** Endings of the files that results are written to. */
const OUTPUT_ENDING = /\.(jsonl|ndjson|csv|xlsx|md)$/i;

/**
 * The sinks that a path stands for: one by its ending, all of them for a folder. Throws `invalid-option` for an ending
 * it does not know, and `output-unwritable` for a place where nothing can be written.
 */
export function openSinks(path: string, recipe: Recipe): readonly Sink[] {
  // What is to be looked at and what failed are told in the same words for every recipe.
  const ours = [reviewTable(reviewReasons), failedTable];
  const tables = [...recipe.tables.filter(({ name }) => ours.every((own) => own.name !== name)), ...ours];
  const summary = { name: recipe.name, version: recipe.version, ...classesOf(recipe) };
  const isFolder = /[/\\]$/.test(path) || isThereAsFolder(path);
  if (isFolder || OUTPUT_ENDING.test(path)) checkWritable(path, isFolder ? 'folder' : 'file');
  if (isFolder) {
    return [
      createJsonlSink({ path: join(path, 'results.jsonl') }),
      createCsvSink({ directory: path, tables }),
      createXlsxSink({ path: join(path, 'workbook.xlsx'), tables }),
      createSummarySink({ path: join(path, 'summary.md'), recipe: summary }),
      ...(recipe.files
        ? [createFilesSink({ directory: path, files: (result) => recipe.files!(result) })]
        : []),
    ];
  }
  if (/\.(jsonl|ndjson)$/i.test(path)) return [createJsonlSink({ path })];
  if (/\.csv$/i.test(path)) return [createCsvSink({ path, tables: recipe.tables })];
  if (/\.xlsx$/i.test(path)) return [createXlsxSink({ path, tables })];
  if (/\.md$/i.test(path)) return [createSummarySink({ path, recipe: summary })];
  throw new Problem('invalid-option', {
    detail: `--out ${path}: the name must end in .jsonl, .csv, .xlsx or .md, or in / for a folder that receives all of these`,
  });
}

function classesOf(recipe: Recipe): { readonly classOf?: (data: unknown) => string } {
  return recipe.classOf ? { classOf: (data) => recipe.classOf!(data) } : {};
}

function isThereAsFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // What is wrong with it is said when it is checked.
    return false;
  }
}
