import { type Disposition, PROBLEMS, type ProblemCode } from './registry.ts';

/** Which of a provider's limits a refusal named. */
export interface QuotaViolation {
  readonly dimension: 'requests' | 'tokens' | 'spend';
  readonly window: 'minute' | 'day' | 'other';
  /** The limit's value per window where the provider says it. */
  readonly limit?: number;
  /** The provider's own name of the limit. */
  readonly name?: string;
}

/** What a Problem says besides its code. */
export interface ProblemOptions {
  /** One sentence: what is wrong with what, and what to do. Never holds document text or keys. */
  readonly detail: string;
  readonly cause?: unknown;
  /** File, URL or page the problem is about. */
  readonly subject?: string;
  /** Earliest time from now at which trying again makes sense, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly violations?: readonly QuotaViolation[];
  /** Overrides the registry's disposition where the adapter knows better. */
  readonly disposition?: Disposition;
  /** Tokens already paid for when the failure came (a truncated or malformed answer costs money). */
  readonly usage?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cachedTokens: number;
  };
}

/** A problem as data: RFC 9457 members, plus the code and what to do. */
export interface ProblemJson {
  readonly type: string;
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly subject?: string;
  readonly retryAfterMs?: number;
}

const BRAND = Symbol.for('leafcutter.problem');

/** The one error class. Its code decides what the engine does next (see `registry.ts`). */
export class Problem extends Error {
  readonly [BRAND] = true;
  readonly code: ProblemCode;
  readonly disposition: Disposition;
  readonly detail: string;
  readonly subject: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly violations: readonly QuotaViolation[];
  readonly usage: ProblemOptions['usage'];

  constructor(code: ProblemCode, options: ProblemOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.detail = options.detail;
    this.disposition = options.disposition ?? PROBLEMS[code].disposition;
    this.subject = options.subject;
    this.retryAfterMs = options.retryAfterMs;
    this.violations = options.violations ?? [];
    this.usage = options.usage;
  }

  /** The problem as RFC 9457 data; safe to store, send and log. */
  toJSON(): ProblemJson {
    const { title, status } = PROBLEMS[this.code];
    return {
      type: `urn:leafcutter:problem:${this.code}`,
      code: this.code,
      title,
      status,
      detail: this.detail,
      ...(this.subject === undefined ? {} : { subject: this.subject }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
  }
}

/** True for a Problem from this or another copy of the library, and for one that crossed a thread as a clone. */
export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/**
 * Makes a Problem of whatever was thrown. An abort becomes `cancelled`, a full disk `disk-full`, a Problem stays
 * itself, a port that is taken `invalid-option`, anything unexpected becomes `internal` with its cause kept.
 */
export function toProblem(error: unknown, subject?: string): Problem {
  if (isProblem(error)) return error;
  const { name, message, code, syscall, address, port } = (error ?? {}) as Partial<
    Record<'name' | 'message' | 'code' | 'syscall' | 'address' | 'port', string>
  >;
  const more = { cause: error, ...(subject === undefined ? {} : { subject }) };
  if (name === 'AbortError') return new Problem('cancelled', { detail: 'The work was cancelled', ...more });
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') {
    return new Problem('disk-full', {
      detail: 'No space left on the disk; free some and run again',
      ...more,
    });
  }
  if (syscall === 'listen' || (syscall === 'bind' && port !== undefined)) {
    const why = LISTEN_FAILURES[code ?? ''] ?? `it cannot be listened at (${code})`;
    return new Problem('invalid-option', {
      detail: `${address}:${port}: ${why}; name another address or port`,
      ...more,
    });
  }
  return new Problem('internal', { detail: message || String(error), ...more });
}

const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/**
 * Rebuilds a Problem from its JSON form, as it comes out of a worker or the store. `disposition`: what it said besides, where
 * that was kept; default the registry's.
 */
export function problemFromJson(json: ProblemJson, disposition?: Disposition): Problem {
  return new Problem(json.code, {
    detail: json.detail,
    ...(disposition === undefined ? {} : { disposition }),
    ...(json.subject === undefined ? {} : { subject: json.subject }),
    ...(json.retryAfterMs === undefined ? {} : { retryAfterMs: json.retryAfterMs }),
  });
}
