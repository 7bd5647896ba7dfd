import { GRANT_MS, grantOfLane } from './lane-grants.ts';
import type { PostgresStore } from './postgres-store.ts';
import { SharedBudgets } from './shared-budgets.ts';

/** How often more is asked for while calls wait. */
const ASK_EVERY_MS = 150;
/** A lane without a known limit is asked about again after so long. */
const UNLIMITED_MS = 2_000;
const DAY_TIME_ZONE = 'America/Los_Angeles';

/** Limits that are configured for every lane; what is absent may be named by the provider. */
export interface KnownLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly requestsPerDay?: number;
}

interface Pool {
  /** Null: no limit of that kind is known. */
  requests: number | null;
  tokens: number | null;
  /** When what is left of the grant goes back. */
  endsMs: number;
  wantedCalls: number;
  wantedTokens: number;
  requestsBack: number;
  tokensBack: number;
  pauseMs: number;
  namedRequests: number | null;
  namedTokens: number | null;
  dayIsOver: boolean;
  asking: boolean;
  askedMs: number;
}

type What = { readonly lane: string; readonly named: boolean } | { readonly jobId: string };

/** Quotas and budgets of all processes of a store together, in slices that are granted ahead. */
export class SharedLimitsOfStore {
  readonly budgets: SharedBudgets;
  readonly #postgres: PostgresStore;
  readonly #known: KnownLimits;
  readonly #pools = new Map<string, Pool>();
  readonly #timer: NodeJS.Timeout;
  #hear: (what: What) => void = () => {};
  #renewing = false;

  constructor(postgres: PostgresStore, known: KnownLimits) {
    this.#postgres = postgres;
    this.#known = known;
    // Calls that wait keep the process alive, as those do that wait for a limit of its own; what it holds does not.
    this.#timer = setInterval(() => this.#tick(), ASK_EVERY_MS).unref();
    const hear = (jobId: string): void => this.#hear({ jobId });
    this.budgets = new SharedBudgets(postgres, { hear, onWait: () => this.#timer.ref() });
  }

  listen(hear: (what: What) => void): void {
    this.#hear = hear;
  }

  room(lane: string, tokens: number): number {
    const { requests, tokens: left, endsMs } = this.#pool(lane);
    if (performance.now() > endsMs) return 0;
    const byTokens = left === null || tokens <= 0 ? Number.POSITIVE_INFINITY : Math.floor(left / tokens);
    return Math.min(requests ?? Number.POSITIVE_INFINITY, byTokens);
  }

  want(lane: string, calls: number, tokens: number): void {
    const pool = this.#pool(lane);
    pool.wantedCalls = calls;
    pool.wantedTokens = tokens;
    if (calls > 0) this.#timer.ref();
    // The first to wait for a while waits for one answer, not for a turn.
    if (calls > 0 && performance.now() - pool.askedMs > ASK_EVERY_MS) void this.#ask(lane, pool);
  }

  take(lane: string, tokens: number): void {
    const pool = this.#pool(lane);
    if (pool.requests !== null) pool.requests--;
    if (pool.tokens !== null) pool.tokens -= tokens;
    pool.wantedCalls = Math.max(0, pool.wantedCalls - 1);
  }

  settle(
    lane: string,
    end: {
      readonly estimatedTokens: number;
      readonly tokens: number | null;
      readonly pauseMs?: number;
      readonly requestsPerMinute?: number;
      readonly tokensPerMinute?: number;
    },
  ): void {
    const pool = this.#pool(lane);
    if (pool.tokens !== null) pool.tokensBack += end.estimatedTokens - (end.tokens ?? 0);
    if (end.pauseMs !== undefined) pool.pauseMs = Math.max(pool.pauseMs, end.pauseMs);
    pool.namedRequests = end.requestsPerMinute ?? pool.namedRequests;
    pool.namedTokens = end.tokensPerMinute ?? pool.namedTokens;
    if (end.pauseMs !== undefined) {
      pool.endsMs = 0;
      void this.#ask(lane, pool);
    }
  }

  parkedMs(lane: string, wallMs: number): number {
    return this.#pools.get(lane)?.dayIsOver ? untilMidnight(wallMs) : 0;
  }

  /** Asks for nothing more; what is left of a grant is lost, as with a process that dies. */
  close(): void {
    clearInterval(this.#timer);
  }

  #pool(lane: string): Pool {
    let pool = this.#pools.get(lane);
    if (!pool) {
      pool = {
        ...{
          requests: null,
          tokens: null,
          endsMs: Number.NEGATIVE_INFINITY,
          wantedCalls: 0,
          wantedTokens: 0,
        },
        ...{ requestsBack: 0, tokensBack: 0, pauseMs: 0, namedRequests: null, namedTokens: null },
        ...{ dayIsOver: false, asking: false, askedMs: Number.NEGATIVE_INFINITY },
      };
      this.#pools.set(lane, pool);
    }
    return pool;
  }

  #tick(): void {
    if (!this.budgets.waits && ![...this.#pools.values()].some(({ wantedCalls }) => wantedCalls > 0)) {
      this.#timer.unref();
    }
    for (const [lane, pool] of this.#pools) {
      const over = performance.now() > pool.endsMs;
      if (over) this.#expire(pool);
      const owes = pool.requestsBack !== 0 || pool.tokensBack !== 0 || pool.pauseMs > 0;
      if (pool.wantedCalls > 0 || (over && owes)) void this.#ask(lane, pool);
    }
    if (this.#renewing) return;
    this.#renewing = true;
    this.budgets
      .renew()
      // The next turn asks again; the calls wait meanwhile, and the work tells that the server is gone.
      .catch(() => {})
      .finally(() => {
        this.#renewing = false;
      });
  }

  /** What was granted and not used in its time goes back. */
  #expire(pool: Pool): void {
    if (pool.requests !== null) pool.requestsBack += Math.max(0, pool.requests);
    if (pool.tokens !== null) pool.tokensBack += pool.tokens;
    if (pool.requests !== null) pool.requests = 0;
    if (pool.tokens !== null) pool.tokens = 0;
  }

  async #ask(lane: string, pool: Pool): Promise<void> {
    if (pool.asking) return;
    pool.asking = true;
    this.#expire(pool);
    const { requestsBack, tokensBack, pauseMs } = pool;
    Object.assign(pool, { requestsBack: 0, tokensBack: 0, pauseMs: 0 });
    const startedMs = performance.now();
    pool.askedMs = startedMs;
    try {
      const grant = await grantOfLane(
        this.#postgres.relaxed,
        lane,
        {
          requests: pool.wantedCalls,
          tokens: pool.wantedCalls * pool.wantedTokens,
          requestsBack,
          tokensBack,
          requestsPerMinute: pool.namedRequests ?? this.#known.requestsPerMinute ?? null,
          tokensPerMinute: pool.namedTokens ?? this.#known.tokensPerMinute ?? null,
          requestsPerDay: this.#known.requestsPerDay ?? null,
          pauseMs,
        },
        pool.wantedTokens,
      );
      pool.requests = grant.requests;
      pool.tokens = grant.tokens;
      pool.dayIsOver = grant.dayIsOver;
      const free = grant.requests === null && grant.tokens === null;
      // Counted from before the server was asked: the grant is from then at the earliest.
      pool.endsMs = startedMs + (free ? UNLIMITED_MS : GRANT_MS);
      this.#hear({ lane, named: grant.named });
    } catch {
      // The next turn asks again. What was to go back is lost, which errs on the side of the provider; not what is owed.
      pool.tokensBack += Math.min(0, tokensBack);
      pool.pauseMs = Math.max(pool.pauseMs, pauseMs);
    } finally {
      pool.asking = false;
    }
  }
}

/** Milliseconds to the next midnight of the provider. */
function untilMidnight(wallMs: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: DAY_TIME_ZONE,
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const),
  }).formatToParts(wallMs);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return 86_400_000 - ((value('hour') * 60 + value('minute')) * 60 + value('second')) * 1_000;
}
