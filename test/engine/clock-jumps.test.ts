import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerWords, functionModel, openTestBench, type TestBench } from '../support/fake-parts.ts';

const HOUR_MS = 3_600_000;

let bench: TestBench;
beforeEach(async () => {
  bench = await openTestBench();
});
afterEach(() => bench.close());

test.each([
  ['forward', HOUR_MS],
  ['back', -HOUR_MS],
])(
  'a clock that is set %s by an hour again and again fails no document and asks nothing twice',
  async (_, jumpMs) => {
    let nowMs = Date.now();
    bench.parts.clock.now = () => (nowMs += jumpMs);
    const paths = await Promise.all(['a', 'b', 'c'].map((name) => bench.document(name, [name, `${name}2`])));
    const model = functionModel(answerWords);
    const run = bench.engine().run(await bench.request(paths, { fast: [model] }));
    expect(await run.summary).toMatchObject({ state: 'completed', counts: { succeeded: 3 } });
    expect(model.requests).toHaveLength(6);
    expect(await bench.store.jobUsage('job-1')).toMatchObject({ calls: 6 });
  },
);
