import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import type { DocumentQueue, QueuedDocument, QueueStore } from './queue.ts';

const DOCUMENTS = 'documents';
const LOST = 'documents-lost';
/** The shortest that pg-boss takes: what a dead process had is free after it. */
const HEARTBEAT_S = 10;
const SUPERVISE_S = 2;
/** A document may wait for a quota for hours; the heartbeat tells that its process is alive. */
const EXPIRE_S = 23 * 60 * 60;
/** How often a document may cost its process its life before it is given up. */
const RETRIES = 3;
/** What is settled leaves the queue soon: the store remembers it. */
const DELETE_AFTER_S = 600;
const PRIORITY = { interactive: 10, batch: 0 } as const;
/** Documents in line at the least: workers that have just come up find some. */
const LEAST_IN_LINE = 8;
/** Documents that nobody has in line or in work are looked for this often. */
const RECONCILE_MS = 5_000;
/** How long the end of a run waits for those who work on its documents. */
const END_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 200;
const SETTLE_EVERY_MS = 50;

interface Ticket {
  readonly id: string;
  readonly retryCount: number;
}

interface Payload {
  readonly jobId: string;
  readonly documentId: string;
}

/** A queue of documents on pg-boss, in the database of the store; it starts when it is first used. */
export function openPgBossQueue(options: {
  readonly store: QueueStore;
  readonly schema: string;
  /** How often documents are looked for that nobody has in line or in work; default 5 s. */
  readonly reconcileMs?: number;
}): DocumentQueue {
  const { store, schema, reconcileMs = RECONCILE_MS } = options;
  let starting: Promise<PgBoss> | undefined;
  let closed = false;
  const boss = (): Promise<PgBoss> => (starting ??= start(store, schema));
  const priorities = new Map<string, number>();
  const reconciledMs = new Map<string, number>();
  let settling: { tickets: Ticket[]; done: Promise<void> } | undefined;

  /** Settles what was done within a moment together. */
  const settle = (ticket: Ticket): Promise<void> => {
    if (!settling) {
      const tickets: Ticket[] = [];
      const done = sleep(SETTLE_EVERY_MS).then(async () => {
        settling = undefined;
        await (await boss()).complete(DOCUMENTS, tickets);
      });
      settling = { tickets, done };
    }
    settling.tickets.push(ticket);
    return settling.done;
  };

  /** Documents that are in no line, as after a crash between two statements, go back to those that are pending. */
  const reconcile = async (jobId: string): Promise<void> => {
    const nowMs = performance.now();
    if (nowMs - (reconciledMs.get(jobId) ?? Number.NEGATIVE_INFINITY) < reconcileMs) return;
    reconciledMs.set(jobId, nowMs);
    const inWork = await store.inWork(jobId);
    if (inWork.length === 0) return;
    const live = await store.execute(
      `SELECT singleton_key AS id FROM ${schema}.job
       WHERE name = ANY ($2::text[]) AND singleton_key = ANY ($1::text[]) AND state < 'completed'`,
      [inWork, [DOCUMENTS, LOST]],
    );
    const known = new Set(live.map(({ id }) => id));
    const astray = inWork.filter((id) => !known.has(id));
    if (astray.length > 0) await store.putBack(astray);
  };

  return {
    async open(jobId, orders) {
      await boss();
      priorities.set(jobId, PRIORITY[orders.priority]);
      await store.setCall(jobId, { orders, state: 'open' });
    },
    async feed(jobId) {
      const queue = await boss();
      await reconcile(jobId);
      const { waiting, places } = await store.demand(jobId);
      const room = Math.max(LEAST_IN_LINE, places) - waiting;
      if (room <= 0) return;
      await store.line(jobId, room, async (ids, execute) => {
        const jobs = ids.map((documentId) => ({
          data: { jobId, documentId } satisfies Payload,
          singletonKey: documentId,
          priority: priorities.get(jobId) ?? 0,
        }));
        const db = {
          executeSql: async (text: string, values?: unknown[]) => ({
            rows: [...(await execute(text, values))],
          }),
        };
        await queue.insert(DOCUMENTS, jobs, { db });
      });
    },
    problem: (jobId) => store.problem(jobId),
    async end(jobId, how) {
      const [call] = (await store.calls([jobId])).values();
      if (call) await store.setCall(jobId, { ...call, state: how });
      priorities.delete(jobId);
      reconciledMs.delete(jobId);
      await store.execute(
        `DELETE FROM ${schema}.job WHERE name = $1 AND state < 'active' AND data ->> 'jobId' = $2`,
        [DOCUMENTS, jobId],
      );
      for (const until = performance.now() + END_WITHIN_MS; performance.now() < until; ) {
        const active = await store.execute(
          `SELECT 1 FROM ${schema}.job WHERE name = $1 AND state = 'active' AND data ->> 'jobId' = $2 LIMIT 1`,
          [DOCUMENTS, jobId],
        );
        if (active.length === 0) return;
        await sleep(LOOK_AGAIN_MS);
      }
    },

    offer: (places) => store.offer(places),
    async take(limit) {
      const queue = await boss();
      const jobs = await queue.fetch<Payload>(DOCUMENTS, { batchSize: limit });
      if (jobs.length === 0) return [];
      const begun = await store.begin(jobs.map(({ data }) => data.documentId));
      const documents = new Map(begun.map((document) => [document.id, document]));
      const taken: QueuedDocument[] = [];
      const idle: Job<Payload>[] = [];
      for (const job of jobs) {
        const document = documents.get(job.data.documentId);
        if (document) taken.push({ document, ticket: ticketOf(job) });
        else idle.push(job);
      }
      if (idle.length > 0) await queue.complete(DOCUMENTS, idle.map(ticketOf));
      return taken;
    },
    async keep(taken) {
      if (taken.length === 0) return [];
      const queue = await boss();
      const tickets = taken.map(({ ticket }) => ticket);
      const { affected } = (await queue.touch(DOCUMENTS, tickets)) as { readonly affected?: number };
      if (affected === tickets.length) return [];
      const rows = await store.execute(
        `SELECT id::text AS id, retry_count FROM ${schema}.job WHERE name = $1 AND id = ANY ($2::uuid[]) AND state = 'active'`,
        [DOCUMENTS, tickets.map(({ id }) => id)],
      );
      const ours = new Set(rows.map((row) => `${row.id} ${row.retry_count}`));
      return taken.filter(({ ticket }) => !ours.has(`${ticket.id} ${ticket.retryCount}`));
    },
    done: ({ ticket }) => settle(ticket),
    async handBack({ document, ticket }) {
      // In this order: put back first it could be fed again, and refused because it still stands in line.
      await settle(ticket);
      await store.putBack([document.id]);
    },
    calls: (jobIds) => (jobIds.length === 0 ? Promise.resolve(new Map()) : store.calls(jobIds)),
    report: (jobId, problem) => store.report(jobId, problem),
    async lost() {
      const queue = await boss();
      const jobs = await queue.fetch<Payload>(LOST, { batchSize: 10, includeMetadata: true });
      const found = await Promise.all(
        jobs.map(async (job) => {
          const document = await store.getDocument(job.data.documentId);
          const finish = async (): Promise<void> => {
            await queue.complete(LOST, ticketOf(job));
          };
          if (!document) {
            await finish();
            return [];
          }
          return [{ document, tries: (job.sourceRetryCount ?? RETRIES) + 1, settle: finish }];
        }),
      );
      return found.flat();
    },
    async wait(timeoutMs, signal) {
      await sleep(timeoutMs, undefined, { signal }).catch(() => {});
    },
    async close() {
      if (closed || !starting) return;
      closed = true;
      await settling?.done.catch(() => {});
      const queue = await starting.catch(() => null);
      await queue?.stop({ graceful: false, close: false });
    },
  };
}

async function start(store: QueueStore, schema: string): Promise<PgBoss> {
  // Only who uses it pays for it.
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    schema,
    db: {
      executeSql: async (text: string, values?: unknown[]) => ({
        rows: [...(await store.execute(text, values))],
      }),
    },
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    registerInstance: false,
  });
  // Its own timers run again; what fails for good is told to whoever asks next.
  boss.on('error', () => {});
  await boss.start();
  const common = {
    deleteAfterSeconds: DELETE_AFTER_S,
    heartbeatSeconds: HEARTBEAT_S,
    expireInSeconds: EXPIRE_S,
  };
  await boss.createQueue(LOST, { ...common, policy: 'exclusive', retryLimit: 1_000 });
  await boss.createQueue(DOCUMENTS, {
    ...common,
    policy: 'exclusive',
    retryLimit: RETRIES,
    retryDelay: 0,
    deadLetter: LOST,
  });
  return boss;
}

function ticketOf({ id, retryCount }: Job): Ticket {
  return { id, retryCount };
}
