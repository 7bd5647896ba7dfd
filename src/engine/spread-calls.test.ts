import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_USAGE } from '../domain/usage.ts';
import { isProblem, Problem } from '../problem/problem.ts';
import type { LinedPart, PartState } from '../queue/queue.ts';
import type { LedgerAnswer } from '../store/store.ts';
import type { CallContext, ModelCall } from './call-model.ts';
import { WorkingDeadline } from './deadlines.ts';
import { SpreadCalls } from './spread-calls.ts';

const RECIPE = { name: 'bill', version: '1' };
const TURNS = 200;

/** A line whose parts others take, answer, lose or give back, as they are told. */
class Line {
  readonly answers = new Map<string, LedgerAnswer>();
  readonly parts = new Map<LinedPart, { taken: boolean; state: PartState }>();
  places = 0;
  readonly lineParts = async (parts: readonly LinedPart[]): Promise<readonly LinedPart[]> => {
    const waiting = [...this.parts.values()].filter(({ taken }) => !taken).length;
    const lined = parts.slice(0, Math.max(0, this.places - waiting));
    for (const part of lined) this.parts.set(part, { taken: false, state: 'open' });
    return lined;
  };
  readonly partStates = async (parts: readonly LinedPart[]): Promise<ReadonlyMap<LinedPart, PartState>> =>
    new Map(parts.map((part) => [part, this.parts.get(part)?.state ?? 'ended']));
  readonly takeBack = async (parts: readonly LinedPart[]): Promise<readonly LinedPart[]> =>
    parts.filter((part) => this.parts.get(part)?.taken === false && this.parts.delete(part));

  /** Has another process take the first part that nobody has, and end it so. */
  end(how: 'answer' | Exclude<PartState, 'open'>): LinedPart | undefined {
    const [part, entry] = [...this.parts].find(([, { state }]) => state === 'open') ?? [];
    if (!part || !entry) return undefined;
    entry.taken = true;
    if (how === 'answer') this.answers.set(part.call.key, answerTo(part.call.key));
    entry.state = how === 'answer' ? 'ended' : how;
    return part;
  }
}

function answerTo(key: string): LedgerAnswer {
  return { key, model: 'm', value: key, usage: NO_USAGE, createdMs: 0 };
}

function open(room: () => number) {
  const line = new Line();
  let look: (() => void) | undefined;
  const troubles: Problem[] = [];
  const calls = new SpreadCalls({
    queue: line,
    store: { findAnswer: async (key) => line.answers.get(key) ?? null },
    clock: {
      every(_ms, call) {
        look = call;
        return () => {
          look = undefined;
        };
      },
    },
    room,
    onTrouble: (problem) => void troubles.push(problem),
  });
  return {
    ...{ calls, line, troubles },
    isLooking: () => look !== undefined,
    async turn() {
      look?.();
      for (let count = 0; count < 20; count++) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function asks(key: string, documentId: string, signal = new AbortController().signal) {
  const call = {
    ...{ key, question: { name: 'page', parts: [], prompt: '' }, models: [{ id: 'm' }] },
    request: { prompt: '', jsonSchema: {} },
    parts: [{ form: 'pdf', pageNumbers: [7], rendering: null }],
  } as unknown as ModelCall;
  const deadline = new WorkingDeadline(60_000, () => 0);
  const context = {
    ...{ jobId: 'job', documentId, priority: 'batch', deadline, signal },
    stopping: new AbortController().signal,
  } as unknown as CallContext;
  return { call, context };
}

/** Asks so many questions of a document; those made here answer when they are let. */
function askMany({ calls }: ReturnType<typeof open>, count: number, documentId = 'd') {
  const here: { readonly key: string; answer(): void }[] = [];
  const asked = Array.from({ length: count }, (_, index) => {
    const { call, context } = asks(`${documentId}-${index}`, documentId);
    const answer = calls.of(RECIPE).ask(call, context, () => {
      const made = Promise.withResolvers<LedgerAnswer>();
      here.push({ key: call.key, answer: () => made.resolve(answerTo(call.key)) });
      return made.promise;
    });
    answer.catch(() => {});
    return answer;
  });
  return { asked, here };
}

test('few questions are made here at once, whatever else there is', async () => {
  const opened = open(() => 0);
  const { asked, here } = askMany(opened, 8);
  await opened.turn();
  expect(here).toHaveLength(8);
  expect(opened.isLooking()).toBe(false);
  for (const { answer } of here) answer();
  expect((await Promise.all(asked)).map(({ value }) => value)).toEqual(here.map(({ key }) => key));
});

test('what has no room here is put in line as far as others have places, and answered by them', async () => {
  const opened = open(() => 8);
  const { asked, here } = askMany(opened, 20);
  opened.line.places = 5;
  await opened.turn();
  expect(here).toHaveLength(8);
  expect(opened.line.parts.size).toBe(5);
  // In the order in which they were asked: neighbours look at the same pages.
  expect([...opened.line.parts.keys()].map(({ call }) => call.key)).toEqual(
    [8, 9, 10, 11, 12].map((number) => `d-${number}`),
  );
  opened.line.end('answer');
  await opened.turn();
  expect(await asked[8]).toMatchObject({ key: 'd-8' });
  expect(here).toHaveLength(8);
});

test('takes back what nobody has begun when its own are done', async () => {
  const opened = open(() => 8);
  const { asked, here } = askMany(opened, 12);
  opened.line.places = 4;
  await opened.turn();
  expect(opened.line.parts.size).toBe(4);
  for (const { answer } of here.splice(0)) answer();
  await opened.turn();
  await opened.turn();
  expect(opened.line.parts.size).toBe(0);
  expect(here).toHaveLength(4);
  for (const { answer } of here) answer();
  await Promise.all(asked);
});

test('tells why a part has no answer, and asks here what came back without a reason', async () => {
  const opened = open(() => 8);
  const { asked, here } = askMany(opened, 11);
  opened.line.places = 3;
  await opened.turn();
  const refused = new Problem('model-malformed', { detail: 'no JSON' }).toJSON();
  opened.line.end({ problem: refused, disposition: 'reroute' });
  opened.line.end('lost');
  opened.line.end('ended');
  await opened.turn();
  await expect(asked[8]).rejects.toMatchObject({ code: 'model-malformed', disposition: 'reroute' });
  await expect(asked[9]).rejects.toMatchObject({
    code: 'worker-lost',
    detail: expect.stringContaining('on page 7'),
  });
  await opened.turn();
  // There is room for it at once when another one ends, and it does not go in line again.
  expect(opened.line.parts.size).toBe(3);
  here[0]!.answer();
  await opened.turn();
  expect(here.at(-1)!.key).toBe('d-10');
});

test('goes on when the line cannot be reached', async () => {
  const opened = open(() => 8);
  const { here } = askMany(opened, 10);
  opened.line.places = 2;
  const { lineParts } = opened.line;
  const failing = opened.line as { lineParts: typeof lineParts };
  failing.lineParts = () => Promise.reject(new Problem('store-unavailable', { detail: 'away' }));
  await opened.turn();
  expect(opened.troubles).toMatchObject([{ code: 'store-unavailable' }]);
  failing.lineParts = lineParts;
  await opened.turn();
  expect(opened.line.parts.size).toBe(2);
  expect(here).toHaveLength(8);
});

const happening = fc.record({
  what: fc.constantFrom('answer', 'ended', 'lost', 'refused', 'here', 'leave', 'places', 'turn'),
  which: fc.nat(40),
});

test('every question is settled once, whatever others do, and nothing is left in line or in hand', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.array(happening, { maxLength: 60 }), async (counts, events) => {
      const opened = open(() => 10);
      const { calls, line } = opened;
      const made = new Map<string, number>();
      const unanswered: { readonly key: string; readonly made: PromiseWithResolvers<LedgerAnswer> }[] = [];
      const leaving: AbortController[] = [];
      const ends: Promise<unknown>[] = [];
      for (const [document, count] of counts.entries()) {
        for (let number = 0; number < count; number++) {
          const controller = new AbortController();
          leaving.push(controller);
          const key = `${document}-${number}`;
          const { call, context } = asks(key, `d${document}`, controller.signal);
          const ask = calls.of(RECIPE).ask(call, context, () => {
            made.set(key, (made.get(key) ?? 0) + 1);
            const one = Promise.withResolvers<LedgerAnswer>();
            unanswered.push({ key, made: one });
            return one.promise;
          });
          ends.push(
            ask.then(
              (answer) => expect(answer.value).toBe(key),
              (error) => expect(isProblem(error) || controller.signal.aborted).toBe(true),
            ),
          );
        }
      }
      const answerHere = (index: number): void => {
        const [one] = unanswered.splice(index % Math.max(1, unanswered.length), 1);
        one?.made.resolve(answerTo(one.key));
      };
      const refused = {
        problem: new Problem('model-malformed', { detail: 'x' }).toJSON(),
        disposition: 'repair',
      } as const;
      for (const { what, which } of events) {
        if (what === 'answer' || what === 'ended' || what === 'lost') line.end(what);
        else if (what === 'refused') line.end(refused);
        else if (what === 'here') answerHere(which);
        else if (what === 'leave') leaving[which % leaving.length]!.abort(new Error('left'));
        else if (what === 'places') line.places = which;
        else await opened.turn();
      }
      const all = Promise.all(ends).then(() => true);
      let done = false;
      void all.then(() => {
        done = true;
      });
      for (let turn = 0; turn < TURNS && !done; turn++) {
        while (unanswered.length > 0) answerHere(0);
        await opened.turn();
      }
      expect(done).toBe(true);
      await opened.turn();
      await opened.turn();
      expect(calls.inHand).toBe(0);
      expect([...made.values()].every((times) => times === 1)).toBe(true);
      expect([...line.parts.values()].filter(({ taken }) => !taken)).toEqual([]);
      expect(opened.isLooking()).toBe(false);
      await all;
    }),
    { numRuns: 60, seed: 7 },
  );
});
