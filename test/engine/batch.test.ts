import { afterEach, expect, test } from 'vitest';
import type { RunRequest } from '../../src/engine/run.ts';
import { createGovernor } from '../../src/governor/create-governor.ts';
import type { BatchReply, BatchState, Model, ModelBatches, ModelRequest } from '../../src/models/model.ts';
import { Problem } from '../../src/problem/problem.ts';
import { answerWords, functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const USAGE = { inputTokens: 100, outputTokens: 10, cachedTokens: 0 };
/** Full price of a call is its tokens; in a batch half of that. */
const FULL = 110;

let bench: TestBench;
/** Work that the bench does not count: documents being read, and what the store knows of batches. */
let uncounted = 0;
const atWork = (): boolean => uncounted > 0 || bench.atWork();

function counted<Args extends unknown[], Value>(
  work: (...args: Args) => Promise<Value>,
): (...args: Args) => Promise<Value> {
  return (...args) => {
    uncounted++;
    return work(...args).finally(() => uncounted--);
  };
}
afterEach(() => bench?.close());

interface FakeBatch {
  readonly name: string;
  readonly id: string;
  readonly lines: Map<string, ModelRequest>;
  state: BatchState;
}

/** Batches that end when told, or after `takesMs`. */
class FakeProvider implements ModelBatches {
  readonly all: FakeBatch[] = [];
  readonly deleted: string[] = [];
  polls = 0;
  takesMs = 0;
  endState: BatchState = 'succeeded';
  failCreation: (() => Problem | null) | undefined;
  /** The creation works although it seems to have failed. */
  createAnyway = false;
  reply: (request: ModelRequest, key: string) => BatchReply | null = (request, key) => ({
    key,
    answer: { text: answerWords(request), usage: USAGE },
  });
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async submit({ id, lines }: Parameters<ModelBatches['submit']>[0]): Promise<string> {
    const batch: FakeBatch = { id, name: `batches/${this.all.length}`, lines: new Map(), state: 'running' };
    for await (const { key, request } of lines) batch.lines.set(key, request);
    const problem = this.failCreation?.();
    if (!problem || this.createAnyway) {
      this.all.push(batch);
      this.#clock.setTimer(() => {
        if (batch.state === 'running') batch.state = this.endState;
      }, this.takesMs);
    }
    if (problem) throw problem;
    return batch.name;
  }
  async find(id: string): Promise<string | null> {
    return this.all.find((batch) => batch.id === id)?.name ?? null;
  }
  async poll(name: string): Promise<BatchState> {
    this.polls++;
    return this.all.find((batch) => batch.name === name)?.state ?? 'gone';
  }
  async *collect(name: string): AsyncGenerator<BatchReply> {
    const lines = [...(this.all.find((batch) => batch.name === name)?.lines ?? [])];
    for (const [key, request] of lines.toReversed()) {
      const reply = this.reply(request, key);
      if (reply) yield reply;
    }
  }
  async cancel(name: string): Promise<void> {
    const batch = this.all.find((each) => each.name === name);
    if (batch) batch.state = 'cancelled';
  }
  async delete({ id }: { readonly id: string }): Promise<void> {
    this.deleted.push(id);
  }
}

interface Scene {
  readonly clock: VirtualClock;
  readonly provider: FakeProvider;
  /** What is asked alone. */
  readonly model: Model & { readonly requests: ModelRequest[] };
  run(more?: Partial<RunRequest>): Promise<ReturnType<ReturnType<TestBench['engine']>['run']>>;
}

async function openScene(documents = 12): Promise<Scene> {
  bench = await openTestBench();
  const clock = new VirtualClock();
  const provider = new FakeProvider(clock);
  uncounted = 0;
  const { batches } = bench.store;
  Object.assign(batches, {
    begin: counted(batches.begin),
    setName: counted(batches.setName),
    list: counted(batches.list),
    lines: counted(batches.lines),
    settle: counted(batches.settle),
    end: counted(batches.end),
  });
  Object.assign(bench.parts, {
    clock,
    fetch: counted(bench.parts.fetch),
    governor: createGovernor({ clock }),
    price: (_model: string, usage: typeof USAGE, _atMs: number, options?: { batch?: boolean }) =>
      Math.round((usage.inputTokens + usage.outputTokens) / (options?.batch ? 2 : 1)),
  });
  const paths = await Promise.all(
    Array.from({ length: documents }, (_, index) => bench.document(`d${index}`, [`word${index}`])),
  );
  const alone = functionModel((request) => answerWords(request));
  const model = { ...alone, capabilities: { ...alone.capabilities, batch: true }, batches: provider };
  return {
    clock,
    provider,
    model,
    run: async (more = {}) =>
      bench.engine().run(await bench.request(paths, { fast: [model] }, { batch: true, ...more })),
  };
}

const wordsOf = async (): Promise<unknown[]> => {
  const results = await bench.store.readResults('job-1', { order: 'document', after: 0, limit: 100 });
  return results.map(({ result }) => result.data);
};
const allWords = (documents: number): unknown[] =>
  Array.from({ length: documents }, (_, index) => ({ pages: [[`word${index}`]] }));

test('all questions travel in one batch at half the price, and nothing is left behind', async () => {
  const { clock, provider, model, run } = await openScene();
  provider.takesMs = 3 * 3_600_000;
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.state).toBe('completed');
  expect(summary.usage).toMatchObject({ calls: 12, costMicros: (12 * FULL) / 2 });
  expect(model.requests).toEqual([]);
  expect(provider.all).toHaveLength(1);
  expect(await wordsOf()).toEqual(allWords(12));
  expect(await bench.store.batches.list()).toEqual([]);
  expect(provider.deleted).toHaveLength(1);
  // Looked at less and less: three hours of five-minute intervals, not of five-second ones.
  expect(provider.polls).toBeLessThan(60);
});

test('lines that failed, are missing or expired are asked alone, paid ones are not paid twice', async () => {
  const { clock, provider, model, run } = await openScene(6);
  provider.endState = 'expired';
  provider.reply = (request, key) => {
    const text = textOf(request);
    if (text === 'word0') return { key, problem: new Problem('model-overloaded', { detail: 'no' }) };
    return text === 'word1' ? null : { key, answer: { text: answerWords(request), usage: USAGE } };
  };
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.counts.succeeded).toBe(6);
  expect(model.requests.map(textOf).toSorted()).toEqual(['word0', 'word1']);
  expect(summary.usage).toMatchObject({ calls: 6, costMicros: 4 * (FULL / 2) + 2 * FULL });
  expect(await wordsOf()).toEqual(allWords(6));
});

test('a paid reply of no use is counted and repaired', async () => {
  const { clock, provider, model, run } = await openScene(2);
  provider.reply = (request, key) => ({
    key,
    answer: { text: provider.all.length === 1 ? 'not JSON' : answerWords(request), usage: USAGE },
  });
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.counts.succeeded).toBe(2);
  expect(model.requests).toEqual([]);
  expect(provider.all).toHaveLength(2);
  expect(summary.usage).toMatchObject({ calls: 4, costMicros: (4 * FULL) / 2 });
});

test('a collection that is cut off goes on where it stopped, and counts nothing twice', async () => {
  const { clock, provider, model, run } = await openScene(6);
  let cuts = 0;
  const collect = provider.collect.bind(provider);
  Object.assign(provider, {
    async *collect(name: string): AsyncGenerator<BatchReply> {
      let read = 0;
      for await (const reply of collect(name)) {
        if (++read > 3 && cuts++ === 0) throw new Problem('model-unreachable', { detail: 'cut off' });
        yield reply;
      }
    },
  });
  const summary = await clock.drive((await run()).summary, atWork);
  expect(cuts).toBeGreaterThan(0);
  expect(summary.state).toBe('completed');
  expect(model.requests).toEqual([]);
  expect(summary.usage).toMatchObject({ calls: 6, costMicros: (6 * FULL) / 2 });
  expect(await wordsOf()).toEqual(allWords(6));
});

test('stopped while a batch is at work, the next run collects it without asking again', async () => {
  const { clock, provider, model, run } = await openScene();
  provider.takesMs = 3_600_000;
  const first = await run();
  clock.setTimer(() => first.stop(), 60_000);
  const stopped = await clock.drive(first.summary, atWork);
  expect(stopped.state).toBe('paused');
  expect(stopped.usage.calls).toBe(0);
  expect(await bench.store.batches.list()).toMatchObject([{ name: 'batches/0', questions: 12 }]);

  // Also a run that asks alone waits for what is in a batch already.
  const summary = await clock.drive((await run({ batch: false })).summary, atWork);
  expect(summary.state).toBe('completed');
  expect(provider.all).toHaveLength(1);
  expect(model.requests).toEqual([]);
  expect(summary.usage).toMatchObject({ calls: 12, costMicros: (12 * FULL) / 2 });
  expect(await bench.store.batches.list()).toEqual([]);
});

test('a batch that was created although its creation seemed to fail is found, not created twice', async () => {
  const { clock, provider, model, run } = await openScene();
  provider.failCreation = () => new Problem('model-timeout', { detail: 'late' });
  provider.createAnyway = true;
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.state).toBe('completed');
  expect(provider.all).toHaveLength(1);
  expect(model.requests).toEqual([]);
  expect(summary.usage.calls).toBe(12);
});

test('a batch begun by a process that died is found by its id, or forgotten when it was never created', async () => {
  const { clock, provider, model, run } = await openScene(2);
  provider.takesMs = 600_000;
  const first = await run();
  // Die between the creation and its record: what is in the store is what was begun.
  const { batches } = bench.store;
  const setName = batches.setName;
  Object.assign(batches, { setName: () => new Promise(() => {}) });
  clock.setTimer(() => first.stop(), 30_000);
  await clock.drive(
    (async () => {
      while (provider.all.length === 0) await clock.sleep(1_000, new AbortController().signal);
    })(),
    atWork,
  );
  Object.assign(batches, { setName });
  expect(await batches.list()).toMatchObject([{ name: null, questions: 2 }]);
  await batches.begin({ ...(await batches.list())[0]!, id: 'leafcutter-lost' }, [
    { key: 'k', documentId: 'd', question: 'words' },
  ]);
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.state).toBe('completed');
  expect(provider.all).toHaveLength(1);
  expect(model.requests).toEqual([]);
  expect(provider.deleted.toSorted()).toEqual(['leafcutter-lost', provider.all[0]!.id].toSorted());
  expect(await batches.list()).toEqual([]);
});

test('a provider that takes no batch is asked alone; trouble is retried', async () => {
  const { clock, provider, model, run } = await openScene(3);
  let tries = 0;
  provider.failCreation = () =>
    ++tries < 3
      ? new Problem('throttled', { detail: 'wait', retryAfterMs: 1_000 })
      : new Problem('model-rejected', { detail: 'no batches' });
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.counts.succeeded).toBe(3);
  expect(tries).toBe(3);
  expect(model.requests).toHaveLength(3);
  expect(await bench.store.batches.list()).toEqual([]);
});

test('no more goes into batches than the budget takes', async () => {
  const { clock, provider, model, run } = await openScene(8);
  // An estimate is dearer than what comes of it: 560 tokens a page, the prompt, and 1,500 of output, halved.
  const summary = await clock.drive((await run({ budgetMicros: 3_500 })).summary, atWork);
  expect(summary.problem?.code).toBe('budget-reached');
  const sent = provider.all.reduce((total, { lines }) => total + lines.size, 0);
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(8);
  expect(model.requests).toEqual([]);
});

test('cancelling the job cancels its batch and keeps what it had answered', async () => {
  const { clock, provider, run } = await openScene();
  provider.takesMs = 3_600_000;
  const running = await run();
  clock.setTimer(() => running.cancel(), 60_000);
  const summary = await clock.drive(running.summary, atWork);
  expect(summary.state).toBe('cancelled');
  expect(provider.all).toMatchObject([{ state: 'cancelled' }]);
  expect(await bench.store.batches.list()).toEqual([]);
  expect(summary.usage.calls).toBe(12);
});

test('a key that is no longer accepted stops the run and loses nothing', async () => {
  const { clock, provider, run } = await openScene(2);
  const poll = provider.poll;
  Object.assign(provider, {
    poll: async () => {
      throw new Problem('model-unauthorized', { detail: 'no key' });
    },
  });
  const stopped = await clock.drive((await run()).summary, atWork);
  expect(stopped.problem?.code).toBe('model-unauthorized');
  Object.assign(provider, { poll });
  const summary = await clock.drive((await run()).summary, atWork);
  expect(summary.state).toBe('completed');
  expect(provider.all).toHaveLength(1);
});
