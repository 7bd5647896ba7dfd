import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COLLECTION_KEY } from '../../src/domain/collection.ts';
import type { LeafcutterEvent } from '../../src/domain/event.ts';
import { createGovernor } from '../../src/governor/create-governor.ts';
import type { CallRequest } from '../../src/governor/governor.ts';
import type { GovernorClock } from '../../src/governor/governor-options.ts';
import { LearntLanes } from '../../src/governor/learnt-lanes.ts';
import { shareLimits } from '../../src/governor/share-limits.ts';
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts';
import type { DocumentQueue, QueuedDocument } from '../../src/queue/queue.ts';
import { answer, attempt, newJob, resultFor } from '../../src/store/contract/case.contract.ts';
import { sliceOfBudget } from '../../src/store/postgres/budget-slices.ts';
import { openEventRelay } from '../../src/store/postgres/event-relay.ts';
import { LaneExchange } from '../../src/store/postgres/lane-exchange.ts';
import { grantOfLane } from '../../src/store/postgres/lane-grants.ts';
import { openPostgresStore, type PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { openQuestionClaims } from '../../src/store/postgres/question-claims.ts';
import { openQueueStore } from '../../src/store/postgres/queue-store.ts';
import { type KnownLimits, SharedLimitsOfStore } from '../../src/store/postgres/shared-limits.ts';
import type { JobRuns } from '../../src/store/store.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

const here = postgresPrograms() !== null;
if (!here) console.warn('NOT TESTED: what processes share through PostgreSQL: PostgreSQL is not installed');

let server: PostgresServer;
let processes: PostgresStore[] = [];

beforeAll(async () => {
  if (!here) return;
  server = await startPostgres();
  // All at once, as when a cluster comes up: the schema is made by one of them.
  processes = await Promise.all(
    Array.from({ length: 3 }, () => openPostgresStore({ url: server.url, connections: 4 })),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(processes.map(({ store }) => store.close()));
  await server?.dispose();
});

/** What the others see of a process that was killed: its row has run out. */
async function kill({ database, presence }: PostgresStore): Promise<void> {
  await database.query(
    "UPDATE processes SET alive_until = clock_timestamp() - interval '1 s' WHERE id = $1",
    [presence.id],
  );
}

async function revive({ presence }: PostgresStore): Promise<void> {
  await presence.offer(0);
}

const { signal } = new AbortController();
const BILL = { name: 'bill', version: '1' };
const NO_WISH = {
  ...{ requests: 0, tokens: 0, requestsBack: 0, tokensBack: 0, pauseMs: 0 },
  ...{ requestsPerMinute: null, tokensPerMinute: null, requestsPerDay: null },
} as const;
const clock: GovernorClock = {
  now: () => performance.now(),
  wallNow: Date.now,
  setTimer: (call, ms) => {
    const timer = setTimeout(call, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};

/** The governor of each process, with the limits that all of them were configured with. */
function governorsThatShare(known: KnownLimits) {
  const limits = processes.map((each) =>
    shareLimits(new SharedLimitsOfStore(each, known), new LearntLanes(new LaneExchange(each), clock)),
  );
  const governors = limits.map((shared) => createGovernor({ clock, defaultLimits: known, shared }));
  return { limits, governors };
}

function callOf(lane: string, estimatedTokens = 10): CallRequest {
  return {
    ...({ lanes: [lane], estimatedTokens, jobId: 'job', kind: 'extract' } as const),
    ...({ priority: 'batch', begun: false, estimatedCostMicros: 0 } as const),
  };
}

const ORDERS = { recipe: BILL, priority: 'batch', budgetMicros: null, models: {}, pack: 1 } as const;

describe.skipIf(!here)('processes of one PostgreSQL store', () => {
  it('run a job one at a time, and take over that of a dead one', async () => {
    const [one, two] = processes.map(({ store }) => store.runs) as [JobRuns, JobRuns];
    await processes[0]!.store.openJob(newJob('locked'));
    const hold = await one.lock('locked');
    expect(await two.runner('locked')).toBe(process.pid);
    await expect(two.lock('locked')).rejects.toMatchObject({ code: 'job-running' });
    await kill(processes[0]!);
    expect(await two.runner('locked')).toBeNull();
    const holdOfTwo = await two.lock('locked');
    await revive(processes[0]!);
    // The late release of the one that was taken over changes nothing.
    await hold.letGo();
    await expect(one.lock('locked')).rejects.toMatchObject({ code: 'job-running' });
    await holdOfTwo.letGo();
    expect(await one.runner('locked')).toBeNull();
  });

  it('ask a question once: the others get the answer, and ask when the first one died', async () => {
    const [one, two, three] = processes.map(openQuestionClaims);
    await processes[0]!.store.openJob(newJob('job-a'));
    expect(await one!.take('q', signal)).toBeNull();
    const waiting = two!.take('q', signal);
    await processes[0]!.store.saveAnswer(answer('q'), attempt('q', 'd'));
    expect(await waiting).toMatchObject({ key: 'q', value: { total: '1.00' } });
    expect(await three!.take('q', signal)).toMatchObject({ key: 'q' });

    expect(await one!.take('r', signal)).toBeNull();
    const cancelled = new AbortController();
    const given = two!.take('r', cancelled.signal);
    cancelled.abort(new Error('no more'));
    await expect(given).rejects.toThrow('no more');
    const heir = three!.take('r', signal);
    await kill(processes[0]!);
    expect(await heir).toBeNull();
    await revive(processes[0]!);
    await three!.letGo('r');
  });

  it('never pay twice, however many ask at once', async () => {
    const claims = processes.map(openQuestionClaims);
    let paid = 0;
    const askOnce = async (index: number, key: string): Promise<void> => {
      const claim = claims[index % claims.length]!;
      // Within a process equal questions share a call already.
      if ((await claim.take(key, signal)) !== null) return;
      paid++;
      await sleep(5);
      await processes[index % processes.length]!.store.saveAnswer(answer(key), attempt(key, 'd'));
    };
    const keys = Array.from({ length: 10 }, (_, index) => `many-${index}`);
    await Promise.all(keys.flatMap((key) => processes.map((_, index) => askOnce(index, key))));
    expect(paid).toBe(keys.length);
  });

  it('grant together no more than the limit of a lane allows, and nothing during a pause', async () => {
    const perMinute = 6_000;
    const wish = {
      ...{ requests: 50, tokens: 0, requestsBack: 0, tokensBack: 0, requestsPerDay: null, pauseMs: 0 },
      ...{ requestsPerMinute: perMinute, tokensPerMinute: null },
    };
    const startedMs = performance.now();
    let granted = 0;
    await Promise.all(
      processes.map(async ({ relaxed }) => {
        while (performance.now() - startedMs < 1_500) {
          const { requests } = await grantOfLane(relaxed, 'lane', wish, 1);
          // Half of it is not used, and goes back.
          const back = Math.floor(requests! / 2);
          granted += requests! - back;
          await grantOfLane(relaxed, 'lane', { ...wish, requests: 0, requestsBack: back }, 1);
          await sleep(20);
        }
      }),
    );
    const seconds = (performance.now() - startedMs) / 1_000;
    const burst = perMinute / 100;
    expect(granted).toBeLessThanOrEqual((perMinute / 60) * seconds + burst);
    expect(granted).toBeGreaterThan(0);
    await grantOfLane(processes[0]!.relaxed, 'lane', { ...wish, pauseMs: 60_000 }, 1);
    expect(await grantOfLane(processes[1]!.relaxed, 'lane', wish, 1)).toMatchObject({ requests: 0 });
  });

  it('have one of them learn the limits of a lane, and another when it falls silent', async () => {
    const [one, two] = processes.map((each) => new LaneExchange(each)) as [LaneExchange, LaneExchange];
    await grantOfLane(processes[0]!.relaxed, 'learnt', NO_WISH, 1);
    expect(await one.elect('learnt', 'first')).toEqual({ leader: 'first', found: null });
    expect(await two.elect('learnt', 'second')).toMatchObject({ leader: 'first' });
    expect(await two.follow('learnt', 'word')).toMatchObject({
      answer: null,
      leader: 'first',
      vacant: false,
    });
    const words = { found: '{"a":1}', answers: new Map([[two.processId, 'answer']]) };
    expect(await one.lead('learnt', 'first', words)).toEqual([
      { processId: two.processId, said: 'word', agoMs: expect.any(Number) },
    ]);
    expect(await two.follow('learnt', 'word 2')).toMatchObject({ answer: 'answer', found: '{"a":1}' });
    await processes[0]!.database.query("UPDATE lanes SET leader_until = 1 WHERE lane = 'learnt'");
    expect(await two.follow('learnt', 'word 3')).toMatchObject({ vacant: true });
    expect(await two.elect('learnt', 'second')).toEqual({ leader: 'second', found: '{"a":1}' });
    // The one that was silent hears it before it says anything.
    expect(await one.lead('learnt', 'first', words)).toBeNull();
    await two.resign(['second']);
    expect(await one.elect('learnt', 'third')).toMatchObject({ leader: 'third' });
  });

  it('begin the calls of all of them by what one has learnt, and go on when it is gone', async () => {
    const { limits, governors } = governorsThatShare({});
    const call = callOf('unnamed');
    const ask = async (governor: (typeof governors)[number]): Promise<void> => {
      const permit = await governor.admit(call, signal);
      await sleep(20);
      permit.settle({ kind: 'answered', tokens: 10, costMicros: 0 });
    };
    try {
      await Promise.all(governors.flatMap((governor) => Array.from({ length: 10 }, () => ask(governor))));

      const [{ leader } = { leader: '' }] = await processes[0]!.database.query<{ leader: string }>(
        "SELECT leader FROM lanes WHERE lane = 'unnamed'",
      );
      const led = processes.findIndex(({ presence }) => leader.startsWith(presence.id));
      // Each counts its own, also the one that has decided about all of them.
      expect(led).toBeGreaterThanOrEqual(0);
      expect(governors.map((governor) => governor.state()[0]!.sent)).toEqual([10, 10, 10]);
      limits[led]!.close();
      await Promise.all(governors.filter((_, index) => index !== led).map(ask));
    } finally {
      for (const each of limits) each.close();
    }
  });

  it('learn together the limit of tokens where only that of requests is known', async () => {
    const { limits, governors } = governorsThatShare({ requestsPerMinute: 60_000 });
    const over = new AbortController();
    let tokens = 0;
    const ask = async (governor: (typeof governors)[number]): Promise<void> => {
      const permit = await governor.admit(callOf('half', 1_000), over.signal).catch(() => null);
      if (permit === null) return;
      tokens += 1_000;
      if (tokens <= 12_000) permit.settle({ kind: 'answered', tokens: 1_000, costMicros: 0 });
      else {
        const violations = [{ dimension: 'tokens', window: 'minute' }] as const;
        permit.settle({ kind: 'throttled', violations });
      }
    };
    try {
      const asked = governors.flatMap((governor) => Array.from({ length: 20 }, () => ask(governor)));
      await vi.waitFor(
        () => {
          const found = governors.map((governor) => governor.state()[0]?.tokensPerMinute ?? null);
          expect(found[0]).not.toBeNull();
          expect(new Set(found).size).toBe(1);
        },
        { timeout: 20_000, interval: 100 },
      );
      over.abort();
      await Promise.all(asked);
      // What was configured is granted as ever, also to the one that learns the rest.
      expect(
        await processes[0]!.database.query(
          "SELECT requests_per_minute, tokens_per_minute, leader IS NOT NULL AS led FROM lanes WHERE lane = 'half'",
        ),
      ).toEqual([{ requests_per_minute: 60_000, tokens_per_minute: null, led: true }]);
    } finally {
      over.abort();
      for (const each of limits) each.close();
    }
  });

  it('go on where the quota that is known is short and one of them learns the rest', async () => {
    const { limits, governors } = governorsThatShare({ requestsPerMinute: 300 });
    const over = new AbortController();
    const late = AbortSignal.any([over.signal, AbortSignal.timeout(30_000)]);
    let begun = 0;
    const ask = async (governor: (typeof governors)[number]): Promise<void> => {
      const permit = await governor.admit(callOf('short'), late).catch(() => null);
      if (permit === null) return;
      if (++begun === 24) over.abort();
      await sleep(500);
      permit.settle({ kind: 'answered', tokens: 10, costMicros: 0 });
    };
    try {
      await Promise.all(governors.flatMap((governor) => Array.from({ length: 40 }, () => ask(governor))));
      expect(begun).toBeGreaterThanOrEqual(24);
    } finally {
      for (const each of limits) each.close();
    }
  });

  it('live while they only wait for a quota, a budget or the word of a leader, and end by themselves then', async () => {
    const child = fileURLToPath(new URL('./waiting-child.ts', import.meta.url));
    // A leader that has died: its followers hear nothing until its lease has run out.
    const [{ relaxed }] = processes as [PostgresStore];
    const wish = {
      ...{ requests: 0, tokens: 0, requestsBack: 0, tokensBack: 0, pauseMs: 0 },
      ...{ requestsPerMinute: null, tokensPerMinute: null, requestsPerDay: null },
    };
    await grantOfLane(relaxed, 'waiting-word', wish, 1);
    await new LaneExchange(processes[0]!).elect('waiting-word', 'dead/0');
    const startedMs = performance.now();
    const ended = await Promise.all(
      ['quota', 'budget', 'word'].map((what) =>
        promisify(execFile)(process.execPath, [child, server.url, what], { timeout: 40_000 }),
      ),
    );
    expect(ended.map(({ stdout }) => stdout)).toEqual(['0 1 all', '0 1 all', '0 1 all']);
    // It did wait for the leader.
    expect(performance.now() - startedMs).toBeGreaterThan(2_000);
  });

  it('forget what does not count any more of what they shared, and nothing that does', async () => {
    const [{ database, store, presence }] = processes as [PostgresStore];
    await store.openJob(newJob('forgotten'));
    await database.once(`
      INSERT INTO lanes (lane, day) VALUES ('long ago', current_date - 20), ('of late', current_date - 1);
      INSERT INTO lanes (lane, day, leader_until) VALUES ('led', current_date - 20, extract(epoch FROM now()) + 60);
      INSERT INTO lane_slices (lane, process_id, said, said_at) VALUES ('of late', 'dead', '{}', 1);
      INSERT INTO asking (key, process_id) VALUES ('of the dead', 'dead'), ('of the living', '${presence.id}');
      INSERT INTO budget_slices (job_id, process_id, held_micros) VALUES ('forgotten', 'dead', 5), ('forgotten', '${presence.id}', 7);
      INSERT INTO processes (id, host, pid, alive_until) VALUES ('dead', 'h', 1, now() - interval '2 days')`);
    await store.forgetUnused(Date.now());
    const left = await database.once<{ what: string }>(`
      SELECT lane AS what FROM lanes WHERE lane IN ('long ago', 'of late', 'led')
      UNION ALL SELECT said FROM lane_slices WHERE process_id = 'dead'
      UNION ALL SELECT key FROM asking WHERE key LIKE 'of the %'
      UNION ALL SELECT held_micros::text FROM budget_slices WHERE job_id = 'forgotten'
      UNION ALL SELECT id FROM processes WHERE id = 'dead' ORDER BY 1`);
    expect(left.map(({ what }) => what)).toEqual(['7', 'led', 'of late', 'of the living']);
    await database.once(
      "DELETE FROM asking WHERE key = 'of the living'; DELETE FROM budget_slices WHERE job_id = 'forgotten'",
    );
  });

  it('count a day together, and know no limit where there is none', async () => {
    const wish = {
      ...{ requests: 7, tokens: 0, requestsBack: 0, tokensBack: 0, pauseMs: 0 },
      ...{ requestsPerMinute: null, tokensPerMinute: null },
    };
    const grants: (number | null)[] = [];
    for (const { relaxed } of processes) {
      grants.push((await grantOfLane(relaxed, 'day', { ...wish, requestsPerDay: 10 }, 1)).requests);
    }
    expect(grants).toEqual([7, 3, 0]);
    const last = await grantOfLane(processes[0]!.relaxed, 'day', { ...wish, requestsPerDay: 10 }, 1);
    expect(last).toMatchObject({ requests: 0, dayIsOver: true });
    expect(await grantOfLane(processes[0]!.relaxed, 'free', { ...wish, requestsPerDay: null }, 1)).toEqual({
      requests: null,
      tokens: null,
      named: false,
      dayIsOver: false,
    });
  });

  it('hold together no more than the budget of a job, and forget what a dead one held', async () => {
    const { store } = processes[0]!;
    await store.openJob(newJob('budget'));
    const slice = (index: number, inFlightMicros: number, wantedMicros: number) =>
      sliceOfBudget(processes[index]!.relaxed, {
        ...{ jobId: 'budget', processId: processes[index]!.presence.id, budgetMicros: 100 },
        ...{ inFlightMicros, wantedMicros },
      });
    expect(await slice(0, 0, 60)).toEqual({ heldMicros: 60, othersHold: false });
    expect(await slice(1, 0, 60)).toEqual({ heldMicros: 40, othersHold: true });
    expect(await slice(2, 0, 60)).toEqual({ heldMicros: 0, othersHold: true });
    await store.saveFailedAttempt({
      ...attempt('k', 'd', { jobId: 'budget', outcome: 'failed', problem: 'model-malformed' }),
      usage: { calls: 1, inputTokens: 1, outputTokens: 1, cachedTokens: 0, costMicros: 30 },
    });
    // What was spent counts from its being written down.
    expect(await slice(0, 30, 60)).toEqual({ heldMicros: 30, othersHold: true });
    await kill(processes[1]!);
    expect(await slice(2, 0, 60)).toEqual({ heldMicros: 40, othersHold: true });
    await revive(processes[1]!);
  });

  it('hear of one another’s events, each once and in order', async () => {
    const heard: string[] = [];
    const relays = processes.map((process, index) =>
      openEventRelay(process, server.url, (event) => {
        if (index === 2 && event.type === 'document-start') heard.push(event.name);
      }),
    );
    relays[2]!.hear();
    // From when it listens on; what is told before is in the snapshot of a stream.
    await sleep(300);
    const event = (name: string): LeafcutterEvent => ({
      type: 'document-start',
      jobId: 'job-a',
      documentId: name,
      name,
    });
    for (let number = 0; number < 5; number++) {
      relays[0]!.tell(event(`a${number}`));
      relays[1]!.tell(event(`b${number}`));
      await sleep(60);
    }
    for (const until = performance.now() + 8_000; heard.length < 10 && performance.now() < until; ) {
      await sleep(50);
    }
    expect(heard.filter((name) => name.startsWith('a'))).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
    expect(heard.filter((name) => name.startsWith('b'))).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
    await Promise.all(relays.map((relay) => relay.close()));
  });
});

describe.skipIf(!here)('the queue of documents', () => {
  let queues: DocumentQueue[];
  const jobId = 'queued';

  beforeAll(async () => {
    queues = processes.map((process) =>
      openPgBossQueue({ store: openQueueStore(process), schema: 'leafcutter_queue', reconcileMs: 200 }),
    );
    const { store } = processes[0]!;
    await store.openJob(newJob(jobId));
    await store.addDocuments(
      jobId,
      Array.from({ length: 40 }, (_, index) => ({ key: `/in/${index}.pdf`, name: `${index}.pdf` })),
    );
    await store.runs.lock(jobId);
    await queues[0]!.open(jobId, ORDERS);
  }, 30_000);
  afterAll(() => Promise.all(queues.map((queue) => queue.close())));

  it('lines up no more than can soon be begun, gives each out once, and takes back what is handed back', async () => {
    const [one, two, three] = queues as [DocumentQueue, DocumentQueue, DocumentQueue];
    await two.offer(6);
    await three.offer(6);
    await one.feed(jobId);
    await one.feed(jobId);
    expect(await processes[0]!.store.countDocuments(jobId)).toMatchObject({ waiting: 12, pending: 28 });
    const taken = await Promise.all([two.take(8, [BILL]), three.take(8, [BILL])]);
    const ids = taken.flat().map(({ document }) => document.id);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
    expect(await processes[0]!.store.countDocuments(jobId)).toMatchObject({ running: 12, pending: 28 });
    expect(await two.keep(taken[0])).toEqual([]);
    await Promise.all(taken[0].map((each) => two.handBack(each)));
    expect((await processes[0]!.store.countDocuments(jobId)).running).toBe(taken[1].length);
    await Promise.all(taken[1].map((each) => three.handBack(each)));
    expect(await processes[0]!.store.countDocuments(jobId)).toMatchObject({ running: 0, pending: 40 });
  });

  it('puts a document in line again that fell out of it', async () => {
    const [one, two] = queues as [DocumentQueue, DocumentQueue];
    await one.feed(jobId);
    const [taken] = await two.take(1, [BILL]);
    // As if the process died between settling it in the queue and putting it back in the store.
    await two.done(taken!);
    expect((await processes[0]!.store.getDocument(taken!.document.id))?.state).toBe('running');
    for (let tries = 0; tries < 30; tries++) {
      await one.feed(jobId);
      if ((await processes[0]!.store.getDocument(taken!.document.id))?.state !== 'running') break;
      await sleep(250);
    }
    expect((await processes[0]!.store.getDocument(taken!.document.id))?.state).toMatch(/pending|waiting/);
  });

  it('gives nothing to a process with another version of the recipe', async () => {
    const [one, two, three] = queues as [DocumentQueue, DocumentQueue, DocumentQueue];
    await one.feed(jobId);
    expect(await three.take(8, [{ name: 'bill', version: '2' }])).toEqual([]);
    const taken = await two.take(2, [{ name: 'course', version: '1' }, BILL]);
    expect(taken).toHaveLength(2);
    for (const each of taken) await two.handBack(each);
    // Gone on with by a process of the next version, what is in line for the old one is lined up anew.
    await one.feed(jobId);
    await one.open(jobId, { ...ORDERS, recipe: { name: 'bill', version: '2' } });
    expect(await two.take(8, [BILL])).toEqual([]);
    await vi.waitFor(
      async () => {
        await one.feed(jobId);
        const [moved] = await three.take(1, [{ name: 'bill', version: '2' }]);
        await three.handBack(moved!);
      },
      { timeout: 8_000, interval: 100 },
    );
    await one.open(jobId, ORDERS);
  });

  it('tells a process which of its documents are with another by now', async () => {
    const [one, two] = queues as [DocumentQueue, DocumentQueue];
    const taken: QueuedDocument[] = [];
    await vi.waitFor(
      async () => {
        await one.feed(jobId);
        taken.push(...(await two.take(2 - taken.length, [BILL])));
        expect(taken).toHaveLength(2);
      },
      { timeout: 8_000, interval: 100 },
    );
    expect(await two.keep(taken)).toEqual([]);
    // As when its heartbeat was missed and the document given out again.
    await processes[0]!.database.query(
      'UPDATE leafcutter_queue.job SET retry_count = retry_count + 1 WHERE id = $1::uuid',
      [taken[0]!.ticket.id],
    );
    expect(await two.keep(taken)).toEqual([taken[0]]);
    await processes[0]!.database.query(
      'UPDATE leafcutter_queue.job SET retry_count = retry_count - 1 WHERE id = $1::uuid',
      [taken[0]!.ticket.id],
    );
    // Spared it counts as never taken, and is nobody's.
    await two.spare(taken);
    expect(await two.keep(taken)).toEqual(taken);
    const again = await two.take(40, [BILL]);
    for (const { ticket } of taken) {
      expect(again.map((each) => each.ticket)).toContainEqual(ticket);
    }
    for (const each of again) await two.handBack(each);
  });

  it('gives out nothing of a job that a worker asked to end, and ends it for all', async () => {
    const [one, two] = queues as [DocumentQueue, DocumentQueue];
    await one.feed(jobId);
    const [held] = await two.take(1, [BILL]);
    const problem = { type: 'x', title: 'x', status: 402, code: 'budget-reached', detail: 'spent' } as const;
    await two.report(jobId, { ...problem } as never);
    expect(await one.standing(jobId)).toMatchObject({ isOurs: true, problem: { code: 'budget-reached' } });
    expect(await two.take(5, [BILL])).toEqual([]);
    expect((await two.calls([jobId])).get(jobId)?.state).toBe('stop');
    let hasEnded = false;
    const ending = one.end(jobId, 'cancel').then(() => {
      hasEnded = true;
    });
    await vi.waitFor(async () => expect((await two.calls([jobId])).get(jobId)?.state).toBe('cancel'));
    await sleep(50);
    expect(hasEnded).toBe(false);
    await two.handBack(held!);
    await ending;
    expect((await two.calls([jobId])).get(jobId)?.state).toBe('cancel');
  });

  it('keeps what is all documents together back until each is done, also when one is tried again', async () => {
    const { store } = processes[0]!;
    const queue = openQueueStore(processes[0]!);
    await store.openJob(newJob('together'));
    await store.addDocuments('together', [
      { key: '/in/a.pdf', name: 'a.pdf' },
      { key: COLLECTION_KEY, name: 'course' },
    ]);
    const lineUp = async (): Promise<readonly string[]> => {
      let lined: readonly string[] = [];
      await queue.line('together', 8, async (ids) => {
        lined = ids;
      });
      return lined;
    };
    const [member] = await lineUp();
    expect(await queue.inWork('together')).toEqual([member]);
    expect(await lineUp()).toEqual([]);
    const document = (await store.getDocument(member!))!;
    expect(document.source.name).toBe('a.pdf');
    await store.finishDocument(document.id, 'failed', resultFor(document, { status: 'failed' }));
    const [course] = await lineUp();
    expect((await store.getDocument(course!))!.source.key).toBe(COLLECTION_KEY);
    await queue.putBack([course!]);
    await store.retryDocuments('together', ['failed']);
    expect(await lineUp()).toEqual([member]);
  });
});
