import { isProblem, Problem } from '../../problem/problem.ts';

/** Error codes of a connection or of the server's state: what was asked may be asked again. */
const GONE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // Shut down by an administrator, crashed, or still starting; too many connections; read-only after a failover.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '25006',
  // Nothing was said for too long in the middle of a transaction.
  '25P03',
]);
/** Deadlock, a serialisation failure, a statement that took too long: the server has rolled back, nothing happened. */
const UNDONE = new Set(['40P01', '40001', '57014']);

/** What to tell people, by error code. */
const WORDS: Readonly<Record<string, string>> = {
  '28P01': 'it does not accept the password; check DATABASE_URL',
  '28000': 'it does not let this user in; check DATABASE_URL and the rules of access of the server',
  '3D000': 'there is no such database; create it, or name another one in DATABASE_URL',
  '42501': 'the user lacks a right; it needs to create a schema and tables in the database',
  '57P03': 'the server is starting or stopping; try again in a moment',
  '53300': 'the server has no connection left; raise max_connections or run fewer processes',
  '57014':
    'a statement took too long: it is overloaded, or something holds what is needed; see pg_stat_activity',
  ENOTFOUND: 'its host is not known; check DATABASE_URL',
};

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** True when the connection failed, so that nobody knows what became of a statement that was on its way. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (GONE.has(code) || code.startsWith('08')) return true;
  return /connection terminated|connection timeout|query read timeout|timeout exceeded when trying to connect|client was closed|not queryable/i.test(
    messageOf(error),
  );
}

/** True when the server says that it is there, and answers as soon as it has started or recovered. */
export function isStarting(error: unknown): boolean {
  return codeOf(error) === '57P03';
}

/** True when a kept statement was prepared for columns that a newer version has changed since; nothing happened. */
export function isPlanOutdated(error: unknown): boolean {
  // By the place in the server: its words may be in any language.
  const { routine } = (error ?? {}) as { readonly routine?: unknown };
  return codeOf(error) === '0A000' && routine === 'RevalidateCachedQuery';
}

/** True when the statement is worth another try. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (isProblem(error)) return false;
  return UNDONE.has(codeOf(error)) || isConnectionLost(error) || isPlanOutdated(error);
}

/** The problem behind an error of the server `place`, a name without a password. A Problem stays itself. */
export function postgresProblem(error: unknown, place: string): Problem {
  if (isProblem(error)) return error;
  const code = codeOf(error);
  if (code === '53100') {
    return new Problem('disk-full', {
      detail: `No space left on the disk of the database ${place}; free some and run again, nothing saved is lost`,
      subject: place,
      cause: error,
    });
  }
  const words =
    WORDS[code] ?? (isConnectionLost(error) ? 'it cannot be reached; start it, or check DATABASE_URL' : null);
  return words === null
    ? new Problem('internal', {
        detail: `The database ${place} failed: ${messageOf(error)}`,
        subject: place,
        cause: error,
      })
    : unavailableDatabase(place, words, error);
}

/** `store-unavailable` for the server `place`, because of `why` (half a sentence that says what to do). */
export function unavailableDatabase(place: string, why: string, cause?: unknown): Problem {
  return new Problem('store-unavailable', {
    detail: `The database ${place} cannot be used: ${why}`,
    subject: place,
    ...(cause === undefined ? {} : { cause }),
  });
}
