import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { clock } from './app/clocks.ts';
import { openGovernor } from './app/open-governor.ts';
import { openSinks } from './app/open-sinks.ts';
import { openState, withPassages, withVectors } from './app/open-state.ts';
import { type Config, loadConfig, type SETTINGS } from './config/config.ts';
import type { EventListener } from './domain/event.ts';
import { BytesInFlight } from './engine/bytes-in-flight.ts';
import { Engine } from './engine/engine.ts';
import { Places } from './governor/places.ts';
import { Leafcutter } from './leafcutter.ts';
import {
  createEmbedder,
  createModels,
  createPlannedModels,
  defaultModels,
  YARDSTICK,
} from './models/create-model.ts';
import type { Model } from './models/model.ts';
import { costMicros } from './models/prices.ts';
import { createOcrEngine } from './pdf/ocr/create-ocr-engine.ts';
import { createPdfEngine } from './pdf/pdf-engine.ts';
import { toProblem } from './problem/problem.ts';
import { bill } from './recipes/bill/bill.ts';
import { course } from './recipes/course/course.ts';
import { fields } from './recipes/fields/fields.ts';
import { invoice } from './recipes/invoice/invoice.ts';
import type { Recipe } from './recipes/recipe.ts';
import { sections } from './recipes/sections/sections.ts';
import { archiveOf } from './sink/archive.ts';
import { createFetch } from './source/create-fetch.ts';
import { createSource } from './source/create-source.ts';
import { openObjects } from './source/object-store.ts';
import type { Objects } from './source/objects.ts';
import { type LocalBlobs, openBlobStore } from './store/blob-store.ts';
import { type Collected, collectBlobs, keepCollecting } from './store/collect-blobs.ts';
import { leaseBlobs } from './store/leased-blobs.ts';
import { shareBlobs } from './store/remote-blobs.ts';
import type { Store } from './store/store.ts';
import { EventBus } from './telemetry/event-bus.ts';

export { openSinks } from './app/open-sinks.ts';
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

/**
 * Opens the store, starts the workers lazily and puts the engine together. Throws `invalid-option` or
 * `store-unavailable`. Close it when done.
 */
export async function createLeafcutter(options: LeafcutterOptions = {}): Promise<Leafcutter> {
  const config = loadConfig(options.environment ?? process.env, options.settings);
  const directory = resolve(config.dataDirectory);
  const state = await openState(config, directory);
  const { openReader, queue, claims, limits, relay: openRelay } = state;
  const retrieval = await withVectors(config, state.retrieval);
  const store = withPassages(state.store, retrieval);
  const objects = objectsOf(config);
  const localBlobs = await openBlobStore(join(directory, 'blobs'));
  const blobs = leaseBlobs(
    config.blobs === undefined ? localBlobs : shareBlobs(localBlobs, objects, { address: config.blobs }),
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
    plannedModels: models.planned,
    source: (inputs, narrowing) => createSource(inputs, { ...narrowing, objects }),
    sinks: openSinks,
    archive: archiveOf,
    clock,
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

/** Models by spec, made once. What an earlier process left at a provider is swept when its lane is first used. */
function modelCache(config: Config, { remoteFiles }: Store) {
  const known = new Map<string, readonly Model[]>();
  const planned = new Map<string, readonly Model[]>();
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
    planned(spec: string): readonly Model[] {
      const found = planned.get(spec);
      if (found) return found;
      const models = createPlannedModels(spec, { config, remoteFiles, now: clock.now });
      planned.set(spec, models);
      return models;
    },
    async close(): Promise<void> {
      await Promise.all(sweeps);
      await Promise.all([...known.values(), ...planned.values()].flat().map((model) => model.close()));
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
