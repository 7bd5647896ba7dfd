import type { PgBoss } from 'pg-boss';
import type {
  DocumentQueue,
  JobOrders,
  LinedPart,
  PartCall,
  PartProblem,
  PartState,
  QueueStore,
} from './queue.ts';

/** What names of lines begin with, those of parts among them. */
export const LINES = 'documents/';
/** What names of lines of parts begin with; a recipe's name has no stroke in it. */
export const PARTS = `${LINES}parts/`;
/** The most urgent first. */
export const PRIORITY = { interactive: 10, batch: 0 } as const;

/** What a job of the queue carries. */
export interface Payload {
  readonly jobId: string;
  readonly documentId: string;
  /** A part of the document: its call as JSON text, since JSON in the database forgets the order of members. */
  readonly part?: string;
}

/** The call that a job of the queue is about; undefined: its whole document. */
export function callOf({ part }: Payload): PartCall | undefined {
  return part === undefined ? undefined : (JSON.parse(part) as PartCall);
}

/** What a job of the queue leaves behind: text, since JSON in the database takes no zero character. */
export function outputOf(problem: PartProblem): { readonly part: string } {
  return { part: JSON.stringify(problem) };
}

interface PartsOptions {
  readonly store: QueueStore;
  readonly schema: string;
  boss(): Promise<PgBoss>;
  lineOf(recipe: JobOrders['recipe']): Promise<string>;
}

/** Has a pg-boss queue use a connection of the store. */
export function databaseOf(execute: QueueStore['execute']) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({ rows: [...(await execute(text, values))] }),
  };
}

/** Parts of documents in the lines of their recipes, as whoever works on the documents sees them. */
export function openPartsInLine({
  store,
  schema,
  boss,
  lineOf,
}: PartsOptions): Pick<DocumentQueue, 'lineParts' | 'partStates' | 'takeBack'> {
  const byLine = async (parts: readonly LinedPart[]): Promise<Map<string, LinedPart[]>> => {
    const named = await Promise.all(parts.map(async (part) => ({ part, line: await lineOf(part.recipe) })));
    return new Map(
      [...Map.groupBy(named, ({ line }) => line)].map(([line, some]) => [line, some.map(({ part }) => part)]),
    );
  };

  /** How many of this priority other processes can begin soon, before them what is as urgent and stands in line already. */
  const roomFor = async (priority: number): Promise<number> => {
    const [row] = await store.execute(
      `SELECT count(*)::int AS waiting FROM ${schema}.job WHERE name LIKE $1 AND state < 'active' AND priority >= $2`,
      [`${LINES}%`, priority],
    );
    return (await store.othersPlaces()) - Number(row!.waiting);
  };

  return {
    async lineParts(parts) {
      const lined: LinedPart[] = [];
      const queue = await boss();
      for (const [priority, some] of Map.groupBy(parts, (part) => PRIORITY[part.priority])) {
        const room = await roomFor(priority);
        if (room <= 0) continue;
        for (const [line, ours] of await byLine(some.slice(0, room))) {
          const jobs = ours.map(({ id, jobId, documentId, call }) => ({
            id,
            data: { jobId, documentId, part: JSON.stringify(call) } satisfies Payload,
            // Where another one has put the same question in line, this one waits for it.
            singletonKey: call.key,
            priority,
          }));
          await queue.insert(line, jobs, { db: databaseOf(store.execute) });
          lined.push(...ours);
        }
      }
      return lined;
    },
    async partStates(parts) {
      const states = new Map<LinedPart, PartState>();
      for (const [line, ours] of await byLine(parts)) {
        const rows = await store.execute(
          `SELECT id::text AS id, state::text AS state, output ->> 'part' AS problem
           FROM ${schema}.job WHERE name = $1 AND id = ANY ($2::uuid[])`,
          [line, ours.map(({ id }) => id)],
        );
        const known = new Map(rows.map((row) => [row.id, row]));
        const others = await store.execute(
          `SELECT singleton_key AS key FROM ${schema}.job
           WHERE name = $1 AND singleton_key = ANY ($2::text[]) AND state < 'completed'`,
          [line, ours.filter(({ id }) => !known.has(id)).map(({ call }) => call.key)],
        );
        const elsewhere = new Set(others.map(({ key }) => key));
        for (const part of ours) {
          const row = known.get(part.id);
          if (row) states.set(part, stateOf(row));
          else states.set(part, elsewhere.has(part.call.key) ? 'open' : 'ended');
        }
      }
      return states;
    },
    async takeBack(parts) {
      const back: LinedPart[] = [];
      for (const [line, ours] of await byLine(parts)) {
        const rows = await store.execute(
          `DELETE FROM ${schema}.job WHERE name = $1 AND id = ANY ($2::uuid[]) AND state < 'active' RETURNING id::text AS id`,
          [line, ours.map(({ id }) => id)],
        );
        const ids = new Set(rows.map(({ id }) => id));
        back.push(...ours.filter(({ id }) => ids.has(id)));
      }
      return back;
    },
  };
}

function stateOf({ state, problem }: Record<string, unknown>): PartState {
  if (state === 'failed') return 'lost';
  if (state !== 'completed' && state !== 'cancelled') return 'open';
  return typeof problem === 'string' ? (JSON.parse(problem) as PartProblem) : 'ended';
}
