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

/**
 * Gives a job that does not run another budget, from its start on, in millionths of a US dollar (null: no limit); one whose
 * key may use less today is given that. Throws `invalid-option` for a budget with which it would stop again at once, and
 * `too-many-requests` when its key has not that much left today.
 */
export async function changeBudget(
  { store, quotas }: { readonly store: Store; readonly quotas: KeyQuotas },
  job: Job,
  askedMicros: number | null,
): Promise<void> {
  const request = requestOf(job) ?? NOT_TAKEN_HERE;
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
  await store.setJobSpec(job.id, { ...job.spec, request: { ...request, budgetMicros } });
}
