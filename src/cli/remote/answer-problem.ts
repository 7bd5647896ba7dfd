import { RequestFailed } from '../../client/client.ts';
import { Problem } from '../../problem/problem.ts';
import { PROBLEMS, type ProblemCode } from '../../problem/registry.ts';

/** What a server refused or failed with, as the Problem it was there; any other error as it is. */
export function problemOfAnswer(error: unknown, server: string): unknown {
  if (!(error instanceof RequestFailed)) return error;
  const { problem, status } = error;
  if (problem === null || !isKnown(problem.code)) {
    const what = problem?.detail ?? `it answered with status ${status}`;
    return new Problem('server-unreachable', { detail: `The server ${server}: ${what}`, cause: error });
  }
  return new Problem(problem.code, {
    detail: problem.detail,
    cause: error,
    ...(problem.subject === undefined ? {} : { subject: problem.subject }),
    ...(problem.retry_after_ms === undefined ? {} : { retryAfterMs: problem.retry_after_ms }),
  });
}

/** A server that does not answer. */
export function unreachable(server: string, cause: unknown): Problem {
  const { code, message } = ((cause as Error).cause ?? cause) as { code?: string; message?: string };
  return new Problem('server-unreachable', {
    detail: `The server ${server} cannot be reached (${code ?? message ?? 'no connection'}); check its address, and that it runs`,
    cause,
  });
}

const isKnown = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
