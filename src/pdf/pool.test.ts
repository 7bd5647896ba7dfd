import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { TestCall } from '../../test/fixtures/pool-worker.ts';
import { childProcesses } from './native/child-processes.ts';
import { type PoolOptions, WorkerPool } from './pool.ts';
import type { StartWorker } from './pool-worker.ts';
import { workerThreads } from './worker-threads.ts';

const script = new URL('../../test/fixtures/pool-worker.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'leafcutter-pool-'));
const pools: WorkerPool<TestCall>[] = [];
let gates = 0;

/** A call that lasts until `open`. */
function gate(): { call: TestCall; open: () => Promise<void> } {
  const path = join(folder, `gate-${gates++}`);
  execFileSync('mkfifo', [path]);
  return { call: { do: 'wait', gate: path }, open: () => writeFile(path, 'go') };
}

const KINDS: Readonly<Record<string, (start: 'well' | 'fail' | 'unable') => StartWorker<TestCall>>> = {
  threads: (start) => workerThreads({ script, workerData: async () => start }),
  processes: (start) => childProcesses({ script, args: [start] }),
};

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(pools.splice(0).map((made) => made.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('holds on to a worker that it ends, also where that one becomes ready meanwhile', async () => {
  const held: boolean[] = [];
  let say: Parameters<StartWorker<TestCall>>[0] | undefined;
  const workers = new WorkerPool<TestCall>({
    size: 1,
    start: async (hear) => {
      say = hear;
      return {
        post: () => {},
        hold: (holds) => void held.push(holds),
        end: async () => say?.onReply({ kind: 'ready' }),
        presentId: () => null,
        residentBytes: () => null,
      };
    },
  });
  const call = workers.run({ do: 'who' }, { subject: 'x' });
  call.catch(() => undefined);
  await vi.waitFor(() => expect(say).toBeDefined());
  await workers.close();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(held).toEqual([]);
});

it('has a worker tidy between its calls and twice after the last, and starts none for it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const posted: string[] = [];
  let started = 0;
  const workers = new WorkerPool<TestCall>({
    size: 2,
    tidy: { do: 'who' },
    start: async ({ onReply }) => {
      started++;
      queueMicrotask(() => queueMicrotask(() => onReply({ kind: 'ready' })));
      return {
        post: (requests) => {
          for (const { id, call } of requests) {
            posted.push(call.do);
            queueMicrotask(() => onReply({ kind: 'value', id, value: null, memoryBytes: 1 }));
          }
        },
        hold: () => {},
        end: async () => {},
        presentId: () => null,
        residentBytes: () => null,
      };
    },
  });
  pools.push(workers);
  const run = () => workers.run({ do: 'echo', value: 1 }, { subject: 'x' });
  await run();
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(5_000);
  await run();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(posted).toEqual(['echo', 'who', 'echo', 'who', 'who']);
  // Nothing more to do, and nothing that wakes this process for it.
  expect(vi.getTimerCount()).toBe(0);
  expect(started).toBe(1);
  await run();
  expect(vi.getTimerCount()).toBe(1);
});

describe.each(Object.entries(KINDS))('WorkerPool of %s', (_, startWorker) => {
  function pool(options: Partial<PoolOptions<TestCall>> = {}): WorkerPool<TestCall> {
    const made = new WorkerPool<TestCall>({ start: startWorker('well'), size: 2, ...options });
    pools.push(made);
    return made;
  }

  it('answers every call with its own value', async () => {
    const workers = pool();
    const values = Array.from({ length: 200 }, (_, i) => i);
    const answers = await Promise.all(
      values.map((value) => workers.run({ do: 'echo', value }, { subject: `file ${value % 7}` })),
    );
    expect(answers).toEqual(values);
  });

  it('passes on the problem a worker reports, and keeps the worker', async () => {
    const workers = pool({ size: 1 });
    const before = await workers.run({ do: 'who' }, { subject: 'x' });
    await expect(workers.run({ do: 'problem' }, { subject: 'x' })).rejects.toMatchObject({
      code: 'pdf-damaged',
      detail: 'It is damaged',
    });
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).toBe(before);
  });

  it.each(['trap', 'exit', 'throw', 'flood'] as const)(
    'heals after a worker is lost (%s): only its own call fails',
    async (what) => {
      const workers = pool({ size: 1 });
      const before = await workers.run({ do: 'who' }, { subject: 'good' });
      const bad = workers.run({ do: what }, { subject: 'bad.pdf' });
      const good = [1, 2, 3].map((value) => workers.run({ do: 'echo', value }, { subject: 'good' }));
      await expect(bad).rejects.toMatchObject({ code: 'pdf-crashed', subject: 'bad.pdf' });
      expect(await Promise.all(good)).toEqual([1, 2, 3]);
      expect(await workers.run({ do: 'who' }, { subject: 'good' })).not.toBe(before);
    },
  );

  it('stops a call that hangs and goes on with the others', async () => {
    const workers = pool({ size: 1 });
    await workers.run({ do: 'who' }, { subject: 'good' });
    const bad = workers.run({ do: 'hang' }, { subject: 'bad.pdf', timeoutMs: 100 });
    const good = workers.run({ do: 'echo', value: 1 }, { subject: 'good' });
    await expect(bad).rejects.toMatchObject({ code: 'pdf-timeout', subject: 'bad.pdf' });
    expect(await good).toBe(1);
  });

  it('does not count waiting for a worker as time of a call', async () => {
    const workers = pool({ size: 1 });
    await workers.run({ do: 'who' }, { subject: 'x' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const first = gate();
    const slow = workers.run(first.call, { subject: 'slow', timeoutMs: 60_000 });
    const next = workers.run({ do: 'echo', value: 2 }, { subject: 'next', timeoutMs: 1_000 });
    vi.advanceTimersByTime(50_000);
    await Promise.all([first.open(), slow]);
    expect(await next).toBe(2);
  });

  it('replaces a worker that has grown too large, without losing its answer', async () => {
    const workers = pool({ size: 1, maxMemoryBytes: 10_000 });
    const before = await workers.run({ do: 'grow', bytes: 100 }, { subject: 'x' });
    expect(await workers.run({ do: 'grow', bytes: 20_000 }, { subject: 'x' })).toBe(before);
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).not.toBe(before);
  });

  it('rejects an aborted call at once and frees its place', async () => {
    const workers = pool({ size: 1 });
    const first = gate();
    const slow = workers.run(first.call, { subject: 'slow' });
    const controller = new AbortController();
    const waiting = workers.run({ do: 'who' }, { subject: 'x', signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled', subject: 'x' });
    await Promise.all([first.open(), slow]);
  });

  it('keeps the worker of an aborted call that ends soon, and ends one that does not', async () => {
    const workers = pool({ size: 1 });
    const before = await workers.run({ do: 'who' }, { subject: 'x' });

    const soon = gate();
    const controller = new AbortController();
    const aborted = workers.run(soon.call, { subject: 'x', signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
    await soon.open();
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).toBe(before);

    const never = new AbortController();
    const hanging = workers.run({ do: 'hang' }, { subject: 'x', signal: never.signal });
    never.abort();
    await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).not.toBe(before);
  });

  it('gives a call to the worker that has its file open, but lets no call wait for ever', async () => {
    const workers = pool({ size: 1 });
    const order: string[] = [];
    const first = gate();
    const runs = [workers.run(first.call, { subject: 'a' })];
    const note = (subject: string, name: string) =>
      runs.push(
        workers.run({ do: 'echo', value: name }, { subject }).then((value) => order.push(String(value))),
      );
    note('b', 'b');
    for (let i = 0; i < 40; i++) note('a', `a${i}`);
    await Promise.all([first.open(), ...runs]);
    expect(order[0]).toBe('a0');
    expect(order.indexOf('b')).toBeGreaterThan(1);
    expect(order.indexOf('b')).toBeLessThan(20);
  });

  it.each([
    ['fail', /no library|ended with code 1/],
    ['unable', /no such library/],
  ] as const)('says why when workers cannot start (%s)', async (start, reason) => {
    const workers = pool({ start: startWorker(start) });
    await expect(workers.run({ do: 'who' }, { subject: 'x' })).rejects.toMatchObject({
      code: 'internal',
      detail: expect.stringMatching(reason),
    });
    await expect(workers.ready()).rejects.toThrow(reason);
  });

  it.each(['trap', 'exit'] as const)(
    'fails only the call that loses a worker which was given others too (%s)',
    async (what) => {
      const workers = pool({ size: 1, isShort: () => true });
      await workers.run({ do: 'who' }, { subject: 'x' });
      const echo = (value: number) => workers.run({ do: 'echo', value }, { subject: 'good' });
      const before = [1, 2, 3].map(echo);
      const bad = workers.run({ do: what }, { subject: 'bad.pdf' });
      const after = [4, 5, 6, 7, 8, 9].map(echo);
      await expect(bad).rejects.toMatchObject({ code: 'pdf-crashed', subject: 'bad.pdf' });
      expect(await Promise.all([...before, ...after])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    },
  );

  it('ends the call that hangs, not those whose answers its worker holds', async () => {
    const workers = pool({ size: 1, isShort: () => true });
    await workers.run({ do: 'who' }, { subject: 'x' });
    const echo = (value: number) =>
      workers.run({ do: 'echo', value }, { subject: 'good', timeoutMs: 100 + value });
    const before = [1, 2].map(echo);
    const bad = workers.run({ do: 'hang' }, { subject: 'bad.pdf', timeoutMs: 150 });
    const after = [3, 4, 5, 6, 7].map(echo);
    await expect(bad).rejects.toMatchObject({ code: 'pdf-timeout', subject: 'bad.pdf' });
    expect(await Promise.all([...before, ...after])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('has calls given with one that was thought to be short answered by another worker', async () => {
    const workers = pool({ isShort: () => true });
    const echo = (value: number) => workers.run({ do: 'echo', value }, { subject: 'x' });
    const first = [gate(), gate()];
    const started = first.map(({ call }) => workers.run(call, { subject: 'x' }));
    const values = Array.from({ length: 40 }, (_, i) => i);
    const before = values.slice(0, 5).map(echo);
    const { call, open } = gate();
    const slow = workers.run(call, { subject: 'x' });
    const after = values.slice(5).map(echo);
    await Promise.all(first.map((one) => one.open()));
    expect(await Promise.all([...before, ...after])).toEqual(values);
    await open();
    await Promise.all([slow, ...started]);
  });

  it('serves urgent calls before those that wait, in their order', async () => {
    const workers = pool({ size: 1 });
    const { call, open } = gate();
    const first = workers.run(call, { subject: 'open file' });
    const order: unknown[] = [];
    const run = (value: string, urgent?: boolean) =>
      workers
        .run({ do: 'echo', value }, { subject: urgent ? value : 'open file', urgent })
        .then((answer) => order.push(answer));
    const rest = [run('a'), run('b'), run('urgent 1', true), run('urgent 2', true)];
    await open();
    await Promise.all([first, ...rest]);
    expect(order).toEqual(['urgent 1', 'urgent 2', 'a', 'b']);
  });

  it('tells when a worker is ready, and takes its calls with it', async () => {
    const workers = pool({ size: 1 });
    await Promise.all([workers.ready(), workers.ready()]);
    const who = await workers.run({ do: 'who' }, { subject: 'x' });
    await workers.ready();
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).toBe(who);
  });

  it('ends every call when it closes, and takes no more', async () => {
    const workers = pool({ size: 1 });
    const running = workers.run({ do: 'hang' }, { subject: 'x' });
    const waiting = workers.run({ do: 'who' }, { subject: 'y' });
    const outcomes = Promise.allSettled([running, waiting]);
    await workers.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    }
    await expect(workers.run({ do: 'who' }, { subject: 'z' })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('WorkerPool', () => {
  function pool(options: PoolOptions<TestCall>): WorkerPool<TestCall> {
    const made = new WorkerPool(options);
    pools.push(made);
    return made;
  }

  it('asks anew for what threads share after it could not be had', async () => {
    let fail = true;
    const workers = pool({
      start: workerThreads({
        script,
        workerData: async () => {
          if (fail) throw new Error('the module is missing');
          return undefined;
        },
      }),
    });
    await expect(workers.run({ do: 'who' }, { subject: 'x' })).rejects.toMatchObject({
      code: 'internal',
      detail: expect.stringContaining('the module is missing'),
    });
    fail = false;
    expect(await workers.run({ do: 'echo', value: 1 }, { subject: 'x' })).toBe(1);
  });

  it('heals after a process is killed: only its own call fails', async () => {
    const workers = pool({ start: childProcesses({ script, args: [] }), size: 1 });
    const pid = (await workers.run({ do: 'who' }, { subject: 'x' })) as number;
    const bad = workers.run({ do: 'hang' }, { subject: 'bad.pdf' });
    const good = workers.run({ do: 'echo', value: 1 }, { subject: 'good' });
    process.kill(pid, 'SIGKILL');
    await expect(bad).rejects.toMatchObject({
      code: 'pdf-crashed',
      detail: expect.stringContaining('SIGKILL'),
    });
    expect(await good).toBe(1);
  });

  it('leaves no process behind after a deadline', async () => {
    const workers = pool({ start: childProcesses({ script, args: [] }), size: 1 });
    const pid = (await workers.run({ do: 'who' }, { subject: 'x' })) as number;
    await expect(workers.run({ do: 'hang' }, { subject: 'x', timeoutMs: 50 })).rejects.toMatchObject({
      code: 'pdf-timeout',
    });
    expect(await workers.run({ do: 'who' }, { subject: 'x' })).not.toBe(pid);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
  });

  it('ends a process that takes too much memory during a call', async () => {
    const workers = pool({
      start: childProcesses({ script, args: [] }),
      size: 1,
      memoryLimitBytes: 300 * 2 ** 20,
    });
    const bad = workers.run({ do: 'fill', bytes: 400 * 2 ** 20 }, { subject: 'bad.pdf' });
    await expect(bad).rejects.toMatchObject({
      code: 'pdf-crashed',
      subject: 'bad.pdf',
      detail: expect.stringContaining('300 MiB'),
    });
    expect(await workers.run({ do: 'echo', value: 1 }, { subject: 'good' })).toBe(1);
  });
});
