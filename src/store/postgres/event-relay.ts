import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { LeafcutterEvent } from '../../domain/event.ts';
import type { PostgresStore } from './postgres-store.ts';

const CHANNEL = 'leafcutter_events';
/** Events of so long travel together. */
const GATHER_MS = 200;
/** Events that wait for a server that is away; the oldest are dropped, as every stream begins with how things stand. */
const MOST_WAITING = 2_000;
/** How often events are looked for whether or not a notification came: one that is lost costs no more than this. */
const LOOK_MS = 2_000;
/** The same while no connection listens. */
const LOOK_ALONE_MS = 500;
const LISTEN_AGAIN_MS = 2_000;
const KEPT_SECONDS = 120;
const SWEEP_MS = 30_000;

interface EventRow {
  readonly process_id: string;
  readonly sequence: number;
  readonly body: string;
  readonly next: string;
}

/** Carries the events of jobs between the processes of a store. */
export interface EventRelay {
  /** Takes an event of this process. */
  tell(event: LeafcutterEvent): void;
  /** Begins to hand on the events of the others; nothing when it has begun. */
  hear(): void;
  close(): Promise<void>;
}

/** Makes a relay that hands what other processes tell to `emit`. */
export function openEventRelay(
  { relaxed, presence }: PostgresStore,
  url: string,
  emit: (event: LeafcutterEvent) => void,
): EventRelay {
  let waiting: LeafcutterEvent[] = [];
  let sequence = 0;
  let flushing: Promise<void> | undefined;
  const closing = new AbortController();
  const { signal } = closing;
  const loops: Promise<void>[] = [];
  let listening = false;
  let wake = (): void => {};

  const flush = async (): Promise<void> => {
    await sleep(GATHER_MS, undefined, { signal }).catch(() => {});
    const events = waiting;
    waiting = [];
    try {
      await relaxed.query(
        `WITH told AS (INSERT INTO events (process_id, sequence, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)
         SELECT pg_notify($4, '')`,
        [presence.id, ++sequence, JSON.stringify(events), CHANNEL],
      );
    } catch {
      // Nobody waits for an event: the work itself tells that the server is gone, and streams begin anew with what is.
    }
  };

  const look = async (): Promise<void> => {
    const seen = new Map<string, number>();
    let after: string | null = null;
    let sweptMs = performance.now();
    while (!signal.aborted) {
      const woken = new Promise<void>((done) => {
        wake = done;
      });
      try {
        if (after === null) {
          const [row] = await relaxed.query<{ next: string }>(
            'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS next WHERE $1',
            [true],
          );
          after = row!.next;
        }
        // What was begun before the oldest transaction that still runs is all there; what is younger is read again.
        const rows: EventRow[] = await relaxed.query<EventRow>(
          `SELECT process_id, sequence, body, pg_snapshot_xmin(pg_current_snapshot())::text AS next FROM events
           WHERE transaction >= $1::xid8 AND process_id <> $2 ORDER BY transaction, sequence`,
          [after, presence.id],
        );
        for (const row of rows) {
          after = row.next;
          if ((seen.get(row.process_id) ?? 0) >= row.sequence) continue;
          seen.set(row.process_id, row.sequence);
          for (const event of JSON.parse(row.body) as LeafcutterEvent[]) emit(event);
        }
        if (performance.now() - sweptMs > SWEEP_MS) {
          sweptMs = performance.now();
          await relaxed.query('DELETE FROM events WHERE at < clock_timestamp() - make_interval(secs => $1)', [
            KEPT_SECONDS,
          ]);
        }
      } catch {
        // The server is away: what is told meanwhile is found when it is back.
        await sleep(LISTEN_AGAIN_MS, undefined, { signal }).catch(() => {});
      }
      const paused = sleep(listening ? LOOK_MS : LOOK_ALONE_MS, undefined, { signal }).catch(() => {});
      await Promise.race([woken, paused]);
      // Notifications of a busy moment are one look.
      await sleep(GATHER_MS / 2, undefined, { signal }).catch(() => {});
    }
  };

  const listen = async (): Promise<void> => {
    while (!signal.aborted) {
      const client = new pg.Client({
        connectionString: url,
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
      });
      const ended = new Promise<void>((done) => {
        client.on('error', () => done());
        client.on('end', () => done());
        signal.addEventListener('abort', () => done(), { once: true });
      });
      try {
        await client.connect();
        client.on('notification', () => wake());
        await client.query(`LISTEN ${CHANNEL}`);
        listening = true;
        wake();
        await ended;
      } catch {
        // Looked for without it until it is back.
      }
      listening = false;
      await client.end().catch(() => {});
      await sleep(LISTEN_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  };

  return {
    tell(event) {
      if (!('jobId' in event) || signal.aborted) return;
      if (waiting.length >= MOST_WAITING) waiting.shift();
      waiting.push(event);
      flushing ??= flush().finally(() => {
        flushing = undefined;
      });
    },
    hear() {
      if (loops.length === 0 && !signal.aborted) loops.push(look(), listen());
    },
    async close() {
      closing.abort();
      wake();
      await flushing;
      await Promise.all(loops);
    },
  };
}
