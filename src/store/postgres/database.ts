import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  isConnectionLost,
  isPlanOutdated,
  isStarting,
  isWorthAnotherTry,
  postgresProblem,
  unavailableDatabase,
} from './postgres-problem.ts';

/**
 * The server gives up a statement, and a transaction without one, after so long: a machine that lost its power would hold its locks
 * for hours. What is not answered a little later runs on a connection that is dead or half open.
 */
const ANSWER_WITHIN_MS = 30_000;
const ON_THE_WAY_MS = 500;
const CONNECT_WITHIN_MS = 10_000;
/** How long a call goes on trying while the server restarts. */
const TRY_FOR_MS = 90_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

/** Runs one statement and answers its rows. */
export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** What a call knows of itself besides its statements. */
export interface Try {
  readonly query: Query;
  /** As `query`, for what is not worth being kept prepared. */
  readonly once: Query;
  /** True when an earlier try may have been carried out although its answer never came. */
  readonly again: boolean;
}

/** Connections to a PostgreSQL database. Every call goes on trying while the server restarts. */
export interface Database {
  /** Server and database as people know them, without the password. */
  readonly place: string;
  readonly schema: string;
  /** One statement: whole or not at all. */
  readonly query: Query;
  /** One statement, or several without values, that is not kept prepared. */
  readonly once: Query;
  /** Statements that have to know whether they are tried again; each for itself, unless `work` begins a transaction. */
  attempt<Value>(work: (attempt: Try) => Promise<Value>): Promise<Value>;
  /** Several statements in one transaction. */
  transaction<Value>(work: (attempt: Try) => Promise<Value>): Promise<Value>;
  /** Finishes what was called; calls after it throw `store-unavailable`. */
  close(): Promise<void>;
}

/** Where the tables are and how to get there. */
export interface DatabaseOptions {
  readonly url: string;
  /** Default `leafcutter`. */
  readonly schema?: string;
  /** Most connections of this process; default 10. */
  readonly connections?: number;
  /** Commits are answered before they are on disk: for what may be lost with the server. Default false. */
  readonly relaxed?: boolean;
  /** How long a call goes on trying while the server cannot be reached; default 90 s. */
  readonly tryForMs?: number;
  /** Default 30 s. */
  readonly answerWithinMs?: number;
}

// Counts, times and money fit into 53 bits.
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format as 'text'),
} as pg.CustomTypesConfig;

/** Host, port and database of an address, for messages. Throws `store-unavailable` when it is none. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    const host = hostname || searchParams.get('host') || 'localhost';
    return `${host}${port ? `:${port}` : ''}${pathname}`;
  } catch {
    throw unavailableDatabase(
      'of DATABASE_URL',
      'its address is not one; it looks like postgres://user:password@host:5432/database',
    );
  }
}

/** Makes the connections as they are needed; opens none. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, schema = 'leafcutter', connections = 10, relaxed = false, tryForMs = TRY_FOR_MS } = options;
  const place = placeOf(url);
  const answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS;
  const settings = {
    search_path: schema,
    statement_timeout: answerWithinMs,
    idle_in_transaction_session_timeout: answerWithinMs,
    ...(relaxed ? { synchronous_commit: 'off' } : {}),
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: answerWithinMs + ON_THE_WAY_MS,
    application_name: 'leafcutter',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    // What was answered is on disk: nobody has to wait for an idle connection.
    allowExitOnIdle: true,
  });
  // A connection that ends while nobody uses it is no failure of anybody: the next call opens another.
  const ignore = (): void => {};
  pool.on('error', ignore);
  const names = new Map<string, string>();
  let named = 0;
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known) return known;
    const name = `leafcutter_${named++}`;
    names.set(text, name);
    return name;
  };
  const queryOn =
    (client: pg.Pool | pg.PoolClient, prepared: boolean): Query =>
    async <Row>(text: string, values: readonly unknown[] = []) => {
      const named = prepared && values.length > 0 ? { name: nameOf(text) } : {};
      // A text without values may hold several statements, each with an answer of its own.
      const answers: unknown = await client.query(
        values.length > 0 ? { ...named, text, values: [...values] } : text,
      );
      const last = Array.isArray(answers) ? answers.at(-1) : answers;
      return (last as pg.QueryResult).rows as Row[];
    };
  const tryOn = (client: pg.Pool | pg.PoolClient, again: boolean): Try => ({
    query: queryOn(client, true),
    once: queryOn(client, false),
    again,
  });
  let closing: Promise<void> | undefined;
  const running = new Set<Promise<unknown>>();

  const retried = async <Value>(work: (again: boolean) => Promise<Value>): Promise<Value> => {
    if (closing !== undefined) throw unavailableDatabase(place, 'it is closed');
    const startedMs = performance.now();
    let again = false;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      try {
        return await work(again);
      } catch (error) {
        // However short the patience with an address that may be wrong: this one is right.
        const patienceMs = isStarting(error) ? Math.max(tryForMs, TRY_FOR_MS) : tryForMs;
        if (!isWorthAnotherTry(error) || performance.now() + pauseMs > startedMs + patienceMs)
          throw postgresProblem(error, place);
        // Under other names they are prepared anew, whichever connection comes next.
        if (isPlanOutdated(error)) names.clear();
        again ||= isConnectionLost(error);
        await sleep(pauseMs);
      }
    }
  };
  const tracked = <Value>(work: Promise<Value>): Promise<Value> => {
    running.add(work);
    const done = (): void => void running.delete(work);
    work.then(done, done);
    return work;
  };

  const attempt = <Value>(work: (attempt: Try) => Promise<Value>): Promise<Value> =>
    tracked(retried((again) => work(tryOn(pool, again))));

  return {
    place,
    schema,
    query: (text, values) => attempt(({ query }) => query(text, values)),
    once: (text, values) => attempt(({ once }) => once(text, values)),
    attempt,
    transaction: (work) =>
      tracked(
        retried(async (again) => {
          const client = await pool.connect();
          // Lost between two statements: the next one says so, and without a listener the process would end.
          client.on('error', ignore);
          let broken: Error | undefined;
          try {
            await client.query('BEGIN');
            const value = await work(tryOn(client, again));
            await client.query('COMMIT');
            return value;
          } catch (error) {
            if (isConnectionLost(error)) broken = error as Error;
            else await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
            throw error;
          } finally {
            client.off('error', ignore);
            client.release(broken);
          }
        }),
      ),
    close() {
      closing ??= Promise.allSettled([...running]).then(() => pool.end());
      return closing;
    },
  };
}
