import { isProblem, Problem } from '../problem/problem.ts';

/** One try at a call: an abort signal of its own that fires with the caller's or when the time is up. */
export interface Attempt extends Disposable {
  /** Always aborts with a Problem as its reason: `cancelled`, `model-timeout`, or the caller's own. */
  readonly signal: AbortSignal;
  /** Settles as `work` does, or rejects at once when the signal fires, even if `work` cannot be aborted. */
  race<Value>(work: Promise<Value>): Promise<Value>;
}

/** What a new attempt is made of. */
export interface AttemptOptions {
  readonly caller: AbortSignal;
  readonly timeoutMs: number;
  /** Model id, for the sentence in the Problem. */
  readonly model: string;
}

/**
 * Starts an attempt. The caller's signal lives as long as a job, so exactly one listener is hung on it and taken off
 * by disposing; libraries that leave theirs behind only ever see the attempt's own signal.
 */
export function startAttempt({ caller, timeoutMs, model }: AttemptOptions): Attempt {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(callerProblem(caller.reason, model));
  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () => controller.abort(timeoutProblem(model, `within ${Math.round(timeoutMs / 1000)} s`)),
    timeoutMs,
  );
  const { signal } = controller;
  return {
    signal,
    async race(work) {
      const stopped = Promise.withResolvers<never>();
      const onStop = (): void => stopped.reject(signal.reason);
      if (signal.aborted) onStop();
      else signal.addEventListener('abort', onStop, { once: true });
      try {
        return await Promise.race([work, stopped.promise]);
      } finally {
        signal.removeEventListener('abort', onStop);
      }
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
    },
  };
}

function callerProblem(reason: unknown, model: string): Problem {
  if (isProblem(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') return timeoutProblem(model, 'in time');
  return new Problem('cancelled', { detail: `The call to ${model} was cancelled` });
}

function timeoutProblem(model: string, limit: string): Problem {
  return new Problem('model-timeout', {
    detail: `${model} did not answer ${limit}; the call was given up`,
    subject: model,
  });
}
