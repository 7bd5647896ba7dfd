import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PgBoss } from 'pg-boss';
import { Problem } from '../problem/problem.ts';
import {
  callOf,
  databaseOf,
  LINES,
  openPartsInLine,
  outputOf,
  PARTS,
  type Payload,
  PRIORITY,
} from './pg-boss-parts.ts';
import type { DocumentQueue, JobOrders, QueuedDocument, QueueStore } from './queue.ts';

const LOST = 'documents-lost';
/**
 * What a dead process had is free after it. Longer than a process whose connections went dead needs to find that out: 8 s
 * for a statement, after at most 3 s.
 */
const HEARTBEAT_S = 15;
const SUPERVISE_S = 2;
/** A document may wait for a quota for hours; the heartbeat tells that its process is alive. */
const EXPIRE_S = 23 * 60 * 60;
/** How often a document may cost its process its life before it is given up. */
const RETRIES = 5;
/** What is settled leaves the queue soon: the store remembers it. */
const DELETE_AFTER_S = 600;
/** Documents in line at the least: workers that have just come up find some. */
const LEAST_IN_LINE = 8;
/** Documents that nobody has in line or in work are looked for this often. */
const RECONCILE_MS = 5_000;
/** How long the end of a run waits for those who work on its documents: longer than any call of a model. */
const END_WITHIN_MS = 600_000;
const LOOK_AGAIN_MS = 200;

type Ticket = QueuedDocument['ticket'];

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
  const lines = new Map<string, { readonly line: string; readonly priority: number }>();
  const reconciledMs = new Map<string, number>();
  const made = new Map<string, Promise<void>>();
  let gathering: { readonly tickets: Ticket[]; readonly done: Promise<void> } | undefined;
  let settled: Promise<unknown> = Promise.resolve();

  /** Settles what was done while the last ones were being settled together. */
  const settle = (ticket: Ticket): Promise<void> => {
    if (!gathering) {
      const tickets: Ticket[] = [];
      const done = settled.then(async () => {
        gathering = undefined;
        await complete(await boss(), tickets);
      });
      gathering = { tickets, done };
      settled = done.catch(() => {});
    }
    gathering.tickets.push(ticket);
    return gathering.done;
  };

  /** A line for each recipe and version of it, so that who does not have it takes nothing of it; parts have their own. */
  const lineOf = async (recipe: JobOrders['recipe'], begin = LINES): Promise<string> => {
    const line = nameOfLine(recipe, begin);
    const making = made.get(line) ?? boss().then((queue) => makeLine(queue, line));
    made.set(line, making);
    making.catch(() => made.delete(line));
    await making;
    return line;
  };

  /** Those of the lines in which something stands, the most urgent first and equal ones in turn. */
  const linesWithDocuments = async (lines: readonly string[]): Promise<readonly string[]> => {
    const rows = await store.execute(
      `SELECT line FROM unnest($1::text[]) AS line CROSS JOIN LATERAL (
         SELECT priority FROM ${schema}.job WHERE name = line AND state < 'active' AND NOT blocked
         ORDER BY priority DESC LIMIT 1) AS first
       ORDER BY priority DESC, random()`,
      [lines],
    );
    return rows.map((row) => String(row.line));
  };

  /** Takes those out of line that nobody has begun. */
  const empty = async (jobId: string, exceptLine = ''): Promise<void> => {
    await store.execute(
      `DELETE FROM ${schema}.job WHERE name LIKE $1 AND name <> $3 AND state < 'active' AND data ->> 'jobId' = $2`,
      [`${LINES}%`, jobId, exceptLine],
    );
  };

  const takeFrom = async (queue: PgBoss, line: string, limit: number): Promise<QueuedDocument[]> => {
    const jobs = await queue.fetch<Payload>(line, { batchSize: limit });
    if (jobs.length === 0) return [];
    const ids = [...new Set(jobs.map(({ data }) => data.documentId))];
    const known = await (line.startsWith(PARTS) ? store.running(ids) : store.begin(ids));
    const documents = new Map(known.map((document) => [document.id, document]));
    const taken: QueuedDocument[] = [];
    const idle: Ticket[] = [];
    for (const job of jobs) {
      const document = documents.get(job.data.documentId);
      const ticket = ticketOf(job, line);
      const part = callOf(job.data);
      if (document) taken.push({ document, ticket, ...(part ? { part } : {}) });
      else idle.push(ticket);
    }
    if (idle.length > 0) await complete(queue, idle);
    return taken;
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
       WHERE (name LIKE $2 OR name = $3) AND singleton_key = ANY ($1::text[]) AND state < 'completed'`,
      [inWork, `${LINES}%`, LOST],
    );
    const known = new Set(live.map(({ id }) => id));
    const astray = inWork.filter((id) => !known.has(id));
    if (astray.length > 0) await store.putBack(astray);
  };

  return {
    async open(jobId, orders) {
      const line = await lineOf(orders.recipe);
      lines.set(jobId, { line, priority: PRIORITY[orders.priority] });
      await store.setCall(jobId, { orders, state: 'open' });
      // As an earlier run lined them up, with another version of the recipe.
      await empty(jobId, line);
    },
    async feed(jobId) {
      const queue = await boss();
      await reconcile(jobId);
      const { waiting, places } = await store.demand(jobId);
      const room = Math.max(LEAST_IN_LINE, places) - waiting;
      if (room <= 0) return;
      const { line, priority } = lines.get(jobId)!;
      await store.line(jobId, room, async (ids, execute) => {
        const jobs = ids.map((documentId) => ({
          data: { jobId, documentId } satisfies Payload,
          singletonKey: documentId,
          priority,
        }));
        await queue.insert(line, jobs, { db: databaseOf(execute) });
      });
    },
    standing: (jobId) => store.standing(jobId),
    async end(jobId, how) {
      const [call] = (await store.calls([jobId])).values();
      if (call) await store.setCall(jobId, { ...call, state: how });
      lines.delete(jobId);
      reconciledMs.delete(jobId);
      for (const until = performance.now() + END_WITHIN_MS; ; await sleep(LOOK_AGAIN_MS)) {
        // Again and again: those of a process that has died stand in line when its heartbeat was missed.
        await empty(jobId);
        const active = await store.execute(
          `SELECT 1 FROM ${schema}.job WHERE name LIKE $1 AND state = 'active' AND data ->> 'jobId' = $2`,
          [`${LINES}%`, jobId],
        );
        if (active.length === 0) return;
        if (performance.now() < until) continue;
        throw new Problem('job-running', {
          detail: `${active.length} documents of job ${jobId} are still in work in other processes, minutes after they were told to stop: end the workers that hang, and go on with "leafcutter resume ${jobId}"`,
        });
      }
    },

    offer: (places) => store.offer(places),
    async take(limit, recipes, parts = 0) {
      const queue = await boss();
      const begins = parts > 0 ? [LINES, PARTS] : [LINES];
      const known = await Promise.all(
        begins.flatMap((begin) => recipes.map((recipe) => lineOf(recipe, begin))),
      );
      const taken: QueuedDocument[] = [];
      let partsLeft = parts;
      for (const line of await linesWithDocuments(known)) {
        const room = limit - taken.length;
        const some = line.startsWith(PARTS) ? Math.min(room, partsLeft) : room;
        if (some <= 0) continue;
        if (line.startsWith(PARTS)) partsLeft -= some;
        taken.push(...(await takeFrom(queue, line, some)));
      }
      return taken;
    },
    async keep(taken) {
      if (taken.length === 0) return [];
      const queue = await boss();
      const tickets = taken.map(({ ticket }) => ticket);
      let kept = 0;
      for (const [line, some] of Map.groupBy(tickets, ({ line }) => line)) {
        const { affected = 0 } = (await queue.touch(line, some)) as { readonly affected?: number };
        kept += affected;
      }
      if (kept === tickets.length) return [];
      const rows = await store.execute(
        `SELECT id::text AS id, retry_count FROM ${schema}.job WHERE name LIKE $1 AND id = ANY ($2::uuid[]) AND state = 'active'`,
        [`${LINES}%`, tickets.map(({ id }) => id)],
      );
      const ours = new Set(rows.map((row) => `${row.id} ${row.retry_count}`));
      return taken.filter(({ ticket }) => !ours.has(`${ticket.id} ${ticket.retryCount}`));
    },
    async done({ ticket }, problem) {
      if (problem) await (await boss()).complete(ticket.line, ticket, outputOf(problem));
      else await settle(ticket);
    },
    async spare(taken) {
      const tickets = taken.map(({ ticket: { id, retryCount } }) => `${id} ${retryCount}`);
      // Without the time of its start the next one to take it is no retry.
      await store.execute(
        `UPDATE ${schema}.job SET state = 'retry', started_on = NULL, heartbeat_on = NULL
         WHERE name LIKE $1 AND id = ANY ($2::uuid[]) AND state = 'active' AND id || ' ' || retry_count = ANY ($3::text[])`,
        [`${LINES}%`, taken.map(({ ticket: { id } }) => id), tickets],
      );
    },
    async handBack({ document, ticket, part }) {
      // In this order: put back first it could be fed again, and refused because it still stands in line.
      await settle(ticket);
      if (!part) await store.putBack([document.id]);
    },
    ...openPartsInLine({ store, schema, boss, lineOf: (recipe) => lineOf(recipe, PARTS) }),
    calls: (jobIds) => (jobIds.length === 0 ? Promise.resolve(new Map()) : store.calls(jobIds)),
    report: (jobId, problem) => store.report(jobId, problem),
    async lost() {
      const queue = await boss();
      const jobs = await queue.fetch<Payload>(LOST, { batchSize: 10, includeMetadata: true });
      const found = await Promise.all(
        jobs.map(async (job) => {
          const document = await store.getDocument(job.data.documentId);
          const finish = async (): Promise<void> => {
            await queue.complete(LOST, [ticketOf(job, LOST)]);
          };
          // Who put a part in line sees that it is lost.
          if (!document || callOf(job.data)) {
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
      await settled;
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
    db: databaseOf(store.execute),
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    registerInstance: false,
  });
  // Its own timers run again; what fails for good is told to whoever asks next.
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue(LOST, { ...COMMON, retryLimit: 1_000 });
  return boss;
}

const COMMON = {
  policy: 'exclusive',
  deleteAfterSeconds: DELETE_AFTER_S,
  heartbeatSeconds: HEARTBEAT_S,
  expireInSeconds: EXPIRE_S,
} as const;

async function makeLine(boss: PgBoss, line: string): Promise<void> {
  await boss.createQueue(line, { ...COMMON, retryLimit: RETRIES, retryDelay: 0, deadLetter: LOST });
}

/** Letters that a line's name may not have are written out, so that no two share one. */
function nameOfLine({ name, version }: JobOrders['recipe'], begin: string): string {
  const plain = `${name}/${version}`.replace(/[^A-Za-z0-9-]/gu, (letter) => `.${letter.codePointAt(0)}.`);
  return `${begin}${plain}`;
}

async function complete(boss: PgBoss, tickets: readonly Ticket[]): Promise<void> {
  for (const [line, some] of Map.groupBy(tickets, (ticket) => ticket.line)) await boss.complete(line, some);
}

function ticketOf({ id, retryCount }: Job, line: string): Ticket {
  return { line, id, retryCount };
}
