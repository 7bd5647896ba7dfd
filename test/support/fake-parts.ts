import { createHash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import type { LeafcutterEvent } from '../../src/domain/event.ts';
import type { PageText, Word } from '../../src/domain/page-text.ts';
import { BytesInFlight } from '../../src/engine/bytes-in-flight.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Clock, EngineParts, TierModels } from '../../src/engine/parts.ts';
import type { RunRequest } from '../../src/engine/run.ts';
import type { CallOutcome, CallRequest, Governor, Permit } from '../../src/governor/governor.ts';
import { Places } from '../../src/governor/places.ts';
import type { Model, ModelAnswer, ModelRequest } from '../../src/models/model.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { Problem } from '../../src/problem/problem.ts';
import { defineRecipe, type Recipe } from '../../src/recipes/recipe.ts';
import { createSqliteRetrieval } from '../../src/retrieval/sqlite/sqlite-retrieval.ts';
import type { Source, SourceEntry } from '../../src/source/source.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';

/** A PDF engine over text files: pages are separated by form feeds, words stand on lines of 10 points. */
function textPdfEngine(): PdfEngine {
  const pagesOf = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).split('\f');
  return {
    name: 'text',
    describe: async () => 'text',
    async open(path) {
      const pages = await pagesOf(path);
      if (pages[0] === 'DAMAGED') throw new Problem('pdf-damaged', { detail: `${path} is damaged` });
      return { mediaType: 'application/pdf', pageCount: pages.length, metadata: {}, attachments: [] };
    },
    pageInfo: async (_path, pageNumber) => ({ pageNumber, width: 600, height: 800, label: null }),
    outline: async () => [],
    async words(path, pageNumber): Promise<PageText> {
      const text = (await pagesOf(path))[pageNumber - 1]!;
      const words: Word[] = text.split('\n').flatMap((line, row) =>
        line
          .split(' ')
          .filter(Boolean)
          .map((word, column) => ({
            text: word,
            box: [column * 60, row * 12, column * 60 + 50, row * 12 + 10] as const,
          })),
      );
      return { pageNumber, width: 600, height: 800, words, origin: 'text-layer', imageCoverage: 0 };
    },
    render: async () => ({ bytes: new Uint8Array([1]), mediaType: 'image/png', width: 1, height: 1 }),
    slice: async (path, pageNumbers) =>
      new TextEncoder().encode(
        (await pagesOf(path)).filter((_, index) => pageNumbers.includes(index + 1)).join('\f'),
      ),
    attachment: async () => new Uint8Array(),
    close: async () => {},
  };
}

/** A governor that admits at once and writes down what it was told. */
export interface OpenGovernor extends Governor {
  readonly outcomes: CallOutcome[];
  readonly admitted: CallRequest[];
  breaker: 'closed' | 'open';
}

function openGovernor(): OpenGovernor {
  const governor: OpenGovernor = {
    outcomes: [],
    admitted: [],
    breaker: 'closed',
    async admit(call: CallRequest, signal: AbortSignal): Promise<Permit> {
      if (signal.aborted) throw signal.reason;
      governor.admitted.push(call);
      return { lane: call.lanes[0]!, settle: (outcome) => void governor.outcomes.push(outcome) };
    },
    setBudget() {},
    setCeiling() {},
    state: () => [
      {
        lane: 'test:lane',
        inFlight: 0,
        waiting: 0,
        requestsPerMinute: null,
        tokensPerMinute: null,
        inFlightLimit: null,
        breaker: governor.breaker,
        pausedMs: 0,
        refused: 0,
        sent: 0,
      },
    ],
  };
  return governor;
}

/** A model whose answers are a function of the request and the number of the call. */
export function functionModel(
  answer: (request: ModelRequest, call: number, signal: AbortSignal) => Promise<string> | string,
): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    id: 'test/model',
    lane: 'test:lane',
    requests,
    capabilities: {
      pdfInput: true,
      imageInput: true,
      schemaOutput: true,
      files: false,
      batch: false,
      caching: false,
      contextTokens: 1_000_000,
      maxOutputTokens: 8_000,
      imageLongEdge: 1_536,
      tokensPerPage: 560,
    },
    parameters: {},
    async generate(request, signal): Promise<ModelAnswer> {
      requests.push(request);
      const text = await answer(request, requests.length, signal);
      return { text, usage: { inputTokens: 100, outputTokens: 10, cachedTokens: 0 } };
    },
    close: async () => {},
  };
}

/** What a text page says, as the model would see it. */
export function textOf(request: ModelRequest): string {
  const [part] = request.parts;
  return part?.type === 'pdf' ? new TextDecoder().decode(part.bytes) : '';
}

/** A recipe that asks every page for its words, and fails a page that has none. */
export const wordsRecipe = defineRecipe({
  name: 'words',
  version: '1',
  description: 'The words of every page',
  options: z.object({}),
  result: z.object({ pages: z.array(z.array(z.string())) }),
  tables: [],
  async run(document, step) {
    const outcomes = await step.all(document.pages, (pageNumber) =>
      step.ask({
        name: 'words',
        parts: [{ form: 'auto', pageNumbers: [pageNumber] }],
        schema: z.object({ words: z.array(z.string()) }),
        prompt: 'Which words are on the page?',
      }),
    );
    return {
      data: { pages: outcomes.map((outcome) => (outcome.ok ? outcome.value.value.words : [])) },
      evidence: outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.evidence : [])),
      findings: outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.findings : [])),
      pages: outcomes.map((outcome, index) =>
        outcome.ok
          ? { pageNumber: index + 1, status: 'succeeded' as const }
          : { pageNumber: index + 1, status: 'failed' as const, problem: outcome.problem.toJSON() },
      ),
    };
  },
}) as Recipe;

/** Answers the words of the page that was sent. */
export function answerWords(request: ModelRequest): string {
  return JSON.stringify({ words: textOf(request).split(/\s+/).filter(Boolean) });
}

/** A clock whose sleeps end at once. */
function impatientClock(): Clock {
  return {
    now: () => Date.now(),
    elapsedMs: () => performance.now(),
    every: () => () => {},
    sleep: async (_ms, signal) => {
      if (signal.aborted) throw signal.reason;
    },
  };
}

export interface TestBench {
  readonly directory: string;
  readonly store: Store;
  readonly parts: EngineParts;
  readonly governor: OpenGovernor;
  readonly events: LeafcutterEvent[];
  /** Writes a document of these pages; answers its path. */
  document(name: string, pages: readonly string[]): Promise<string>;
  request(paths: readonly string[], models: TierModels, more?: Partial<RunRequest>): Promise<RunRequest>;
  engine(): Engine;
  /** True while the store or a file is being waited for. */
  atWork(): boolean;
  close(): Promise<void>;
}

/** Counts what is being waited for. */
class Waiting {
  pending = 0;

  async count<Value>(work: Promise<Value>): Promise<Value> {
    this.pending++;
    try {
      return await work;
    } finally {
      this.pending--;
    }
  }

  /** The same object, whose methods' promises are counted. */
  watch<Watched extends object>(watched: Watched): Watched {
    return new Proxy(watched, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          const result: unknown = member.apply(target, args);
          return result instanceof Promise ? this.count(result) : result;
        };
      },
    });
  }
}

/** Everything an engine needs, over text files and a real store in a folder of its own. */
export async function openTestBench(directory?: string): Promise<TestBench> {
  const home = directory ?? (await mkdtemp(join(tmpdir(), 'leafcutter-engine-')));
  const waiting = new Waiting();
  const store = waiting.watch(await openSqliteStore({ path: join(home, 'store.db') }));
  const governor = openGovernor();
  const events: LeafcutterEvent[] = [];
  const parts: EngineParts = {
    config: loadConfig({}, { memoryMonitoring: false, pdfWorkers: 2 }),
    store,
    blobs: { incoming: home, adopt: async (path) => path, find: async () => null },
    pdf: waiting.watch(textPdfEngine()),
    ocr: null,
    retrieval: createSqliteRetrieval(join(home, 'passages.db')),
    embedder: null,
    fetch: async (item) => {
      const bytes = await waiting.count(readFile(item.key));
      return {
        path: item.key,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
      };
    },
    governor,
    splits: new Places(4),
    bytesInFlight: new BytesInFlight(256_000_000),
    price: (_model, usage) => usage.inputTokens + usage.outputTokens,
    clock: impatientClock(),
    random: () => 0.5,
    emit: (event) => events.push(event),
  };
  return {
    directory: home,
    store,
    parts,
    governor,
    events,
    async document(name, pages) {
      const path = join(home, name);
      await writeFile(path, pages.join('\f'));
      return path;
    },
    async request(paths, models, more = {}) {
      const { job } = await store.openJob({
        id: 'job-1',
        key: 'key',
        recipe: 'words',
        recipeVersion: '1',
        spec: {},
      });
      // Nobody takes it in the meantime: it stays this run's until a test locks it.
      const { runId, letGo } = await store.runs.lock(job.id);
      await letGo();
      return {
        job,
        runId,
        recipe: wordsRecipe,
        recipeOptions: {},
        models,
        route: 'fast',
        priority: 'batch',
        source: listSource(paths),
        sinks: [],
        order: 'document',
        budgetMicros: null,
        ...more,
      };
    },
    engine: () => new Engine(parts, () => 0),
    atWork: () => waiting.pending > 0,
    close: () => store.close(),
  };
}

function listSource(paths: readonly string[]): Source {
  return {
    async *list(): AsyncIterable<SourceEntry> {
      for (const path of paths) yield { key: path, name: path.split('/').at(-1)! };
    },
  };
}
