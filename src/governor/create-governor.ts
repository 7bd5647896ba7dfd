import { Problem } from '../problem/problem.ts';
import { Admission } from './admission.ts';
import type { Governor, Permit } from './governor.ts';
import type { GovernorOptions } from './governor-options.ts';

/** Makes the governor of this process. Time comes from `options.clock` alone. */
export function createGovernor(options: GovernorOptions): Governor {
  const admission = new Admission(options);
  return {
    admit: (call, signal) =>
      new Promise<Permit>((resolve, reject) => {
        const cancelled = () => new Problem('cancelled', { detail: 'Cancelled while waiting for a place' });
        if (signal.aborted) {
          reject(cancelled());
          return;
        }
        let withdraw = () => {};
        const onAbort = () => {
          withdraw();
          reject(cancelled());
        };
        // Before the call is queued: it may start, or be refused, at once.
        signal.addEventListener('abort', onAbort, { once: true });
        withdraw = admission.enqueue(call, {
          granted: (permit) => {
            signal.removeEventListener('abort', onAbort);
            resolve(permit);
          },
          refused: (problem) => {
            signal.removeEventListener('abort', onAbort);
            reject(problem);
          },
        });
      }),
    setBudget: (jobId, budgetMicros, spentMicros) => admission.setBudget(jobId, budgetMicros, spentMicros),
    setCeiling: (name, limit) => admission.setCeiling(name, limit),
    state: () => admission.state(),
  };
}
