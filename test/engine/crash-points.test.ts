import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Model, ModelRequest } from '../../src/models/model.ts';
import { createJsonlSink } from '../../src/sink/jsonl-sink.ts';
import { createSource } from '../../src/source/create-source.ts';
import type { Store } from '../../src/store/store.ts';
import { answerWords, functionModel, openTestBench, textOf } from '../support/fake-parts.ts';

/** What only looks: to end after it is to end after the step before. */
const LOOKS = /\.(get|find|count|list|read)\w*$|Usage$|jobRequest$/;

/** A process that ends, as by kill -9, once a step of its name has had its effect: it hears of none and begins none from then on. */
class Life {
  readonly steps = new Set<string>();
  readonly #lastStep: string | null;
  readonly #dies = Promise.withResolvers<void>();
  readonly died: Promise<void> = this.#dies.promise;
  #over = false;

  constructor(lastStep: string | null) {
    this.#lastStep = lastStep;
  }

  async step<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    if (this.#over) return this.#never();
    if (!LOOKS.test(name)) this.steps.add(name);
    const value = await work();
    if (name === this.#lastStep) {
      this.#over = true;
      this.#dies.resolve();
    }
    return this.#over ? this.#never() : value;
  }

  /** The same object, each of whose calls is a step of this life. */
  of<Watched extends object>(watched: Watched, name: string): Watched {
    return new Proxy(watched, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        const called = `${name}.${String(key)}`;
        if (typeof member === 'function')
          return (...args: unknown[]) => this.step(called, async () => member.apply(target, args));
        return typeof member === 'object' && member !== null ? this.of(member, called) : member;
      },
    });
  }

  #never(): Promise<never> {
    return new Promise(() => {});
  }
}

const DOCUMENTS = { a: ['a1', 'a2'], b: ['b1'] } as const;
const PAGES = Object.values(DOCUMENTS).flat();

/** What the provider was asked, over all lives, and what of it was answered to nobody. */
interface Provider {
  readonly asked: string[];
  readonly unheard: Set<string>;
}

/** Runs the job of a folder in a life that ends after a step, or not; answers that life. */
async function live(
  folder: string,
  provider: Provider,
  lastStep: string | null,
  look: (store: Store) => Promise<void> = async () => {},
): Promise<Life> {
  const life = new Life(lastStep);
  const bench = await openTestBench(folder);
  const paths = Object.keys(DOCUMENTS).map((name) => join(folder, name));
  const answers = functionModel(answerWords);
  const model: Model = {
    ...answers,
    generate: (request: ModelRequest, signal) => {
      const page = textOf(request);
      return life.step(`the call about ${page}`, () => {
        provider.asked.push(page);
        provider.unheard.add(page);
        return answers.generate(request, signal);
      });
    },
  };
  const sinks = [life.of(createJsonlSink({ path: join(folder, 'out.jsonl') }), 'sink')];
  const request = await bench.request(paths, { fast: [model] }, { source: createSource(paths), sinks });
  const { store } = bench;
  const saveAnswer: typeof store.saveAnswer = async (answer, attempt) => {
    await store.saveAnswer(answer, attempt);
    for (const page of (answer.value as { words: string[] }).words) provider.unheard.delete(page);
  };
  Object.assign(bench.parts, { store: life.of({ ...storeOf(store), saveAnswer }, 'store') });
  await Promise.race([life.died, bench.engine().run(request).summary]);
  await look(store).finally(() => bench.close());
  return life;
}

/** A plain copy: what is counted around a store keeps its methods out of sight. */
function storeOf<Store extends object>(store: Store): Store {
  return Object.fromEntries(Object.keys(store).map((key) => [key, Reflect.get(store, key)])) as Store;
}

async function expectWhole(
  store: Store,
  { folder, provider, unheard }: { folder: string; provider: Provider; unheard: ReadonlySet<string> },
): Promise<void> {
  expect(await store.getJob('job-1')).toMatchObject({ state: 'completed', listed: true });
  expect(await store.countDocuments('job-1')).toMatchObject({ succeeded: 2, pending: 0, running: 0 });
  const results = await store.readResults('job-1', { order: 'completion', after: 0, limit: 99 });
  expect(results.map(({ result }) => result.document.name).toSorted()).toEqual(['a', 'b']);
  const lines = (await readFile(join(folder, 'out.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).document.name)).toEqual(['a', 'b']);
  // Asked again is only what was in flight as the process ended, and everything stands in the ledger once.
  const twice = PAGES.filter((page) => provider.asked.filter((asked) => asked === page).length > 1);
  expect([...unheard]).toEqual(expect.arrayContaining(twice));
  expect(new Set(provider.asked)).toEqual(new Set(PAGES));
  expect((await store.jobUsage('job-1')).calls).toBe(PAGES.length);
  await store.checkIntegrity();
}

test('a run that is killed after any kind of step is gone on with: nothing is lost, doubled, or paid twice but calls in flight', async () => {
  const lives = async (lastStep: string | null): Promise<ReadonlySet<string>> => {
    const folder = await mkdtemp(join(tmpdir(), 'leafcutter-crash-'));
    const provider: Provider = { asked: [], unheard: new Set() };
    for (const [name, pages] of Object.entries(DOCUMENTS))
      await writeFile(join(folder, name), pages.join('\f'));
    const { steps } = await live(folder, provider, lastStep);
    const unheard = new Set(provider.unheard);
    await live(folder, provider, null, (store) => expectWhole(store, { folder, provider, unheard })).catch(
      (error: unknown) => {
        throw new Error(`Killed after ${lastStep}`, { cause: error });
      },
    );
    await rm(folder, { recursive: true });
    return steps;
  };
  const steps = await lives(null);
  const some = [
    'store.addDocuments',
    'store.saveAnswer',
    'store.finishDocument',
    'sink.write',
    'store.endRun',
  ];
  expect([...steps]).toEqual(expect.arrayContaining(some));
  for (const step of steps) expect([...(await lives(step))]).toContain(step);
}, 300_000);

test('documents whose claim was carried out and never answered are worked on all the same', async () => {
  const bench = await openTestBench();
  const { store } = bench;
  const paths = await Promise.all(PAGES.map((name) => bench.document(name, [name])));
  let heard = false;
  const claimDocuments: Store['claimDocuments'] = async (...claim) => {
    const claimed = await store.claimDocuments(...claim);
    if (heard || claimed.length === 0) return claimed;
    heard = true;
    return store.claimDocuments(...claim);
  };
  Object.assign(bench.parts, { store: { ...storeOf(store), claimDocuments } });
  const run = bench.engine().run(await bench.request(paths, { fast: [functionModel(answerWords)] }));
  expect(await run.summary).toMatchObject({ state: 'completed', counts: { succeeded: PAGES.length } });
  expect(heard).toBe(true);
  await bench.close();
});
