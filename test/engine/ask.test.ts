import { afterEach, expect, test } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import type { Question } from '../../src/domain/question.ts';
import type { DocumentResult } from '../../src/domain/result.ts';
import type { TierModels } from '../../src/engine/parts.ts';
import type { RunRequest } from '../../src/engine/run.ts';
import { Problem } from '../../src/problem/problem.ts';
import { functionModel, openTestBench, type TestBench, textOf } from '../support/fake-parts.ts';
import { type Total, totalRecipe } from '../support/total-recipe.ts';

let bench: TestBench;
afterEach(() => bench?.close());

async function run(
  pages: readonly string[],
  question: Partial<Question<Total>>,
  models: TierModels,
  more: Partial<RunRequest> = {},
): Promise<DocumentResult> {
  bench = await openTestBench();
  const paths = [await bench.document('a', pages)];
  const request = await bench.request(paths, models, {
    recipe: totalRecipe(question),
    route: 'cascade',
    ...more,
  });
  const { problem } = await bench.engine().run(request).summary;
  if (problem) throw new Error(problem.detail);
  const [document] = await bench.store.listDocuments('job-1', { limit: 1 });
  return (await bench.store.getResult(document!.id))!;
}

const answering = (...totals: string[]) =>
  functionModel((_request, call) => JSON.stringify({ total: totals[Math.min(call, totals.length) - 1] }));

test('the result says what the strong model alone would have cost', async () => {
  const rules = async () => ({
    value: { total: '12.50' },
    evidence: [{ ...ON_NO_PAGE, origin: 'rules' as const }],
  });
  const strong = answering('12.50');
  // What the rules read is nowhere on the page, so that the fast model is asked; the price here is one micro a token.
  const asked = await run(['Total 12.50'], { rules }, { fast: [answering('12.50')], strong: [strong] });
  expect(asked.stages).toMatchObject({ fast: 1 });
  expect(asked.strongAlone).toEqual({
    model: strong.id,
    costMicros: asked.usage.inputTokens + asked.usage.outputTokens,
  });
  await bench.close();
  const xml = async () => ({
    value: { total: '12.50' },
    evidence: [{ ...ON_NO_PAGE, origin: 'xml' as const }],
  });
  const read = await run(['Thank you'], { xml }, { strong: [strong] });
  const [prompt, answer] = ['What is the total?', JSON.stringify({ total: '12.50' })];
  const tokens = strong.capabilities.tokensPerPage + Math.ceil(prompt.length / 4);
  expect(read.usage.costMicros).toBe(0);
  expect(Math.abs(read.strongAlone!.costMicros - tokens - answer.length / 4)).toBeLessThan(2);
  await bench.close();
  // Nothing to compare with.
  expect((await run(['Thank you'], { xml }, {})).strongAlone).toBeNull();
});

const ON_NO_PAGE = {
  path: 'total',
  value: '12.50',
  pageNumber: null,
  box: null,
  quote: null,
  match: 'none',
  confidence: 0.95,
} as const;

test('what the rules read and verification accepts is not asked of any model', async () => {
  const fast = answering('99.00');
  const result = await run(
    ['Total 12.50'],
    {
      rules: async () => ({
        value: { total: '12.50' },
        evidence: [
          {
            path: 'total',
            value: '12.50',
            pageNumber: 1,
            box: [60, 0, 110, 10],
            quote: '12.50',
            match: 'exact',
            confidence: 1,
            origin: 'rules',
          },
        ],
      }),
    },
    { fast: [fast] },
  );
  expect(result.data).toEqual({ total: '12.50' });
  expect(fast.requests).toHaveLength(0);
  expect(result.stages).toMatchObject({ rules: 1, fast: 0 });
});

test('an answer that a check refuses goes to the next stage with the finding in its prompt', async () => {
  const fast = answering('1.00');
  const strong = { ...answering('12.50'), id: 'test/strong' };
  const result = await run(
    ['Total 12.50 of 1.00'],
    {
      check: ({ total }) =>
        total === '12.50'
          ? []
          : [
              {
                code: 'total-mismatch',
                severity: 'error',
                path: 'total',
                message: 'The lines add up to more',
                expected: '12.50',
                actual: total,
              },
            ],
    },
    { fast: [fast], strong: [strong] },
  );
  expect(result.data).toEqual({ total: '12.50' });
  expect(fast.requests).toHaveLength(1);
  expect(strong.requests[0]?.prompt).toContain('The lines add up to more (expected 12.50, got 1.00)');
  expect(result.usage.byModel.map(({ model }) => model).toSorted()).toEqual(['test/model', 'test/strong']);
});

test('what an e-invoice says and its page does not print needs no review, a contradiction does', async () => {
  const xml = (findings: readonly Finding[]) => async () => ({
    value: { total: '12.50' },
    evidence: [{ ...ON_NO_PAGE, origin: 'xml' as const }],
    findings,
  });
  const silent = await run(['Thank you'], { xml: xml([]) }, {});
  expect(silent).toMatchObject({ review: 'none', stages: { xml: 1 } });
  await bench.close();
  const mismatch = {
    code: 'xml-page-mismatch',
    severity: 'warning',
    path: 'total',
    message: 'differs',
  } as const;
  const contradicted = await run(['Total 13.50'], { xml: xml([mismatch]) }, {});
  expect(contradicted.review).toBe('needed');
});

test('what the rules say and no page shows goes to review', async () => {
  const evidence = [{ ...ON_NO_PAGE, origin: 'rules' as const }];
  const result = await run(['Thank you'], { rules: async () => ({ value: { total: '0' }, evidence }) }, {});
  expect(result.review).toBe('needed');
});

test('with no stage left the best answer is kept and marked for review', async () => {
  const result = await run(['Total 12.50'], {}, { fast: [answering('77.00')] });
  expect(result.data).toEqual({ total: '77.00' });
  expect(result.review).toBe('needed');
  expect(result.evidence[0]?.match).toBe('none');
});

test('prose is repaired twice at the most, then the question fails and says so', async () => {
  const prose = functionModel(() => 'I would be happy to help with that.');
  const result = await run(['Total 12.50'], {}, { fast: [prose] });
  expect(result.status).toBe('failed');
  expect(result.problem?.code).toBe('model-malformed');
  expect(prose.requests).toHaveLength(3);
  expect(result.usage).toMatchObject({ calls: 3, inputTokens: 300 });
});

test('an answer that breaks the schema is repaired with what is wrong about it', async () => {
  const model = functionModel((_request, call) =>
    JSON.stringify(call === 1 ? { sum: '12.50' } : { total: '12.50' }),
  );
  const result = await run(['Total 12.50'], {}, { fast: [model] });
  expect(result.data).toEqual({ total: '12.50' });
  expect(model.requests[1]?.prompt).toContain('total');
});

test('an answer that breaks the schema again in the same way is asked for once more', async () => {
  const fast = functionModel((_request, call) =>
    call < 3 ? JSON.stringify({ amount: 1 }) : JSON.stringify({ total: '12.50' }),
  );
  const result = await run(['Total 12.50'], {}, { fast: [fast] });
  expect(fast.requests).toHaveLength(3);
  expect(new Set(fast.requests.map(({ prompt }) => prompt)).size).toBe(3);
  expect(result).toMatchObject({ status: 'complete', data: { total: '12.50' } });
});

test('an answer that stays outside of the schema never reaches the recipe', async () => {
  const fast = functionModel(() => JSON.stringify({ amount: 1 }));
  const result = await run(['Total 12.50'], {}, { fast: [fast] });
  expect(fast.requests).toHaveLength(3);
  expect(result).toMatchObject({ status: 'failed', problem: { code: 'model-malformed' } });

  const strong = { ...answering('12.50'), id: 'test/strong' };
  await bench.close();
  const rerouted = await run(['Total 12.50'], {}, { fast: [fast], strong: [strong] });
  expect(rerouted).toMatchObject({ status: 'complete', data: { total: '12.50' } });
});

test('a retry asks anew where every remembered answer was outside of the schema', async () => {
  const fast = functionModel((_request, call) =>
    JSON.stringify(call <= 3 ? { amount: call } : { total: '12.50' }),
  );
  const failed = await run(['Total 12.50'], {}, { fast: [fast] });
  expect(failed.status).toBe('failed');
  await bench.store.retryDocuments('job-1', ['failed']);
  const request = await bench.request(
    [await bench.document('a', ['Total 12.50'])],
    { fast: [fast] },
    {
      recipe: totalRecipe({}),
      route: 'cascade',
    },
  );
  await bench.engine().run(request).summary;
  const [document] = await bench.store.listDocuments('job-1', { limit: 1 });
  expect(await bench.store.getResult(document!.id)).toMatchObject({ data: { total: '12.50' } });
  // What was paid for is not paid for again: one new question, worded unlike the three before.
  expect(fast.requests).toHaveLength(4);
  expect(new Set(fast.requests.map(({ prompt }) => prompt)).size).toBe(4);
});

test('a truncated answer is asked in halves and joined', async () => {
  const model = functionModel((request) => {
    const text = textOf(request);
    if (text.includes('\f')) throw new Problem('model-truncated', { detail: 'cut off' });
    return JSON.stringify({ total: text });
  });
  const result = await run(
    ['1', '2', '3'],
    { merge: (first, second) => ({ total: `${first.total} ${second.total}` }), evidencePaths: [] },
    { fast: [model] },
  );
  expect(result.data).toEqual({ total: '1 2 3' });
});

test('a blocked answer goes to the next model', async () => {
  const blocked = functionModel(() => {
    throw new Problem('model-blocked', { detail: 'declined' });
  });
  const result = await run(
    ['Total 5'],
    {},
    { fast: [blocked], strong: [{ ...answering('5'), id: 'test/strong' }] },
  );
  expect(result.data).toEqual({ total: '5' });
});

test('trouble is tried five times, but not counted while the breaker is open', async () => {
  let calls = 0;
  const down = functionModel(() => {
    calls++;
    if (calls === 1) bench.governor.breaker = 'open';
    if (calls === 20) bench.governor.breaker = 'closed';
    throw new Problem('model-overloaded', { detail: 'busy' });
  });
  const result = await run(['Total 5'], {}, { fast: [down] });
  expect(result.problem?.code).toBe('model-overloaded');
  expect(calls).toBe(19 + 5);
});

test('being throttled uses up no attempt', async () => {
  const model = functionModel((_request, call) => {
    if (call <= 50) throw new Problem('throttled', { detail: 'wait', retryAfterMs: 1 });
    return JSON.stringify({ total: '5' });
  });
  const result = await run(['Total 5'], {}, { fast: [model] });
  expect(result.data).toEqual({ total: '5' });
  expect(result.usage.calls).toBe(1);
});

test('a schema the provider cannot follow is asked weaker, and checked whole', async () => {
  const modes: (string | undefined)[] = [];
  const model = functionModel((request) => {
    modes.push(request.schemaMode);
    if (request.schemaMode !== 'none') throw new Problem('schema-unsupported', { detail: 'too many states' });
    return JSON.stringify({ total: '5' });
  });
  expect((await run(['Total 5'], {}, { fast: [model] })).data).toEqual({ total: '5' });
  expect(modes).toEqual(['full', 'relaxed', 'none']);
});

test('answers that come together are worked on one a turn of the event loop, so that none holds up the keeping of others', async () => {
  const COUNT = 8;
  const all = Promise.withResolvers<void>();
  const model = functionModel(async (_request, call) => {
    if (call === COUNT) all.resolve();
    await all.promise;
    return JSON.stringify({ total: '12.50' });
  });
  let turn = 0;
  let turning = true;
  const next = (): void => {
    turn++;
    if (turning) setImmediate(next);
  };
  const worked: number[] = [];
  bench = await openTestBench();
  const names = Array.from({ length: COUNT }, (_, index) => `document ${index}`);
  const paths = await Promise.all(names.map((name) => bench.document(name, [`Total 12.50 ${name}`])));
  const check = async (): Promise<Finding[]> => {
    worked.push(turn);
    return [];
  };
  const recipe = totalRecipe({ check });
  setImmediate(next);
  const request = await bench.request(paths, { fast: [model] }, { recipe, route: 'fast' });
  expect((await bench.engine().run(request).summary).state).toBe('completed');
  turning = false;
  expect(new Set(worked).size).toBe(COUNT);
});
