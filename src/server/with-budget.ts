import { dollars } from '../domain/wording.ts';
import { Problem } from '../problem/problem.ts';
import type { Job, Store } from '../store/store.ts';
import { type JobRequestRecord, requestOf } from './job-request.ts';
import type { KeyQuotas } from './key-quotas.ts';

/** Of a job that came from the command line: it had no budget here, and nobody asked that it end some day. */
const NOT_TAKEN_HERE: JobRequestRecord = {
  name: null,
  priority: 'batch',
  budgetMicros: null,
  expiresInHours: 0,
  fingerprint: null,
  keyId: null,
  webhook: null,
};

/** Another budget for a job. */
export interface BudgetChange {
  /** From the job's start on, in millionths of a US dollar; null: no limit. */
  readonly budgetMicros: number | null;
  /** Who asks for it; null: no key was needed. */
  readonly keyId: string | null;
}

/**
 * What a job that does not run goes by with another budget; one whose key may use less today is given that. Throws
 * `invalid-option` for a budget with which it would stop again at once, `too-many-requests` when its key has not that much
 * left today, and `forbidden` for the job of others where the cost of who asks is limited.
 */
export async function withBudget(
  { store, quotas }: { readonly store: Pick<Store, 'jobUsage'>; readonly quotas: KeyQuotas },
  job: Job,
  { budgetMicros: askedMicros, keyId }: BudgetChange,
): Promise<Job['spec']> {
  const request = requestOf(job) ?? NOT_TAKEN_HERE;
  if (keyId !== request.keyId && (await quotas.budget(keyId)) !== null) {
    throw new Problem('forbidden', {
      detail: `What this key may cost in a day is limited, and job ${job.id} is not its own: its budget is for others to change`,
    });
  }
  const { costMicros: spentMicros } = await store.jobUsage(job.id);
  const usedUp = job.problem?.code === 'budget-reached' ? (request.budgetMicros ?? 0) : null;
  if (askedMicros !== null && (askedMicros < spentMicros || (usedUp !== null && askedMicros <= usedUp))) {
    const had = usedUp === null ? '' : `, and ${dollars(usedUp)} was not enough`;
    throw new Problem('invalid-option', {
      detail: `With a budget of ${dollars(askedMicros)} in all job ${job.id} would stop again at once: it has cost ${dollars(spentMicros)} so far${had}; name a higher one`,
    });
  }
  const most = await quotas.ceiling(request.keyId, { spentMicros, neededMicros: usedUp ?? spentMicros });
  const budgetMicros = most === null ? askedMicros : Math.min(askedMicros ?? most, most);
  return { ...job.spec, request: { ...request, budgetMicros } };
}
