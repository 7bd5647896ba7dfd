import type { Config } from '../config/config.ts';
import type { EventListener } from '../domain/event.ts';
import type { Tier } from '../domain/question.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../engine/parts.ts';
import type { LaneState } from '../governor/governor.ts';
import type { Model } from '../models/model.ts';
import type { OcrEngine, PdfEngine } from '../pdf/pdf.ts';
import type { DocumentQueue } from '../queue/queue.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { Sink } from '../sink/sink.ts';
import type { Narrowing, Source } from '../source/source.ts';
import type { BlobStore, Store, StoreReader } from '../store/store.ts';

/** What a Leafcutter is made of; `app.ts` puts it together. */
export interface LeafcutterParts {
  readonly config: Config;
  /** Folder of the store and of downloads. */
  readonly directory: string;
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly pdf: PdfEngine;
  readonly ocr: OcrEngine | null;
  readonly engine: Engine;
  readonly recipes: ReadonlyMap<string, Recipe>;
  /** Specs of the models that are asked when none are named. */
  readonly defaultModels: Readonly<Partial<Record<Tier, string>>>;
  /** A model by its spec, once for each key; the same spec gives the same models. */
  models(spec: string): readonly Model[];
  /** A model by its spec that needs no key, for what is only planned: what it takes and costs is known, it is never asked. */
  plannedModels(spec: string): readonly Model[];
  source(inputs: readonly string[], narrowing: Narrowing): Source;
  /** The sinks that a path stands for, by its ending; throws `invalid-option` for one it does not know. */
  sinks(path: string, recipe: Recipe): readonly Sink[];
  /** A ZIP archive of texts. */
  archive(files: readonly { readonly path: string; readonly text: string }[]): Promise<Uint8Array>;
  readonly clock: Pick<Clock, 'sleep' | 'every'>;
  /** Opens the store for reading alone, where that does not wait for what is being written; close it when done. */
  openReader(): Promise<StoreReader & { close(): Promise<void> }>;
  listen(listener: EventListener): () => void;
  /** What the governor knows of each lane now. */
  laneStates(): readonly LaneState[];
  /** Where passages lie and what compares them. */
  describePassages(): Promise<string>;
  /** How documents reach other processes; null where one has the store to itself. */
  readonly queue: DocumentQueue | null;
  /** Recipes that every process of this version has: others are run where they are known. */
  readonly sharedRecipes: ReadonlySet<Recipe>;
  /** Ends workers and connections. */
  close(): Promise<void>;
}
