import { newJob } from '../engine/new-job.ts';
import type { Source } from '../source/source.ts';
import type { Job, ListedItem, Store } from '../store/store.ts';
import type { Plan } from './job-plans.ts';
import type { JobIdentity, RunOptions } from './run-options.ts';

/** A job as it was found or made. */
export interface CreatedJob {
  readonly job: Job;
  readonly created: boolean;
  /** How many a job that is new was listed with. */
  readonly documents: number;
}

/** Stores a job that nobody begins yet, with its documents where its identity wants them listed now. */
export async function createJob(
  { store, chunkSize }: { readonly store: Store; readonly chunkSize: number },
  {
    plan,
    options,
    identity,
  }: {
    readonly plan: Omit<Plan, 'job'>;
    readonly options: RunOptions<unknown, unknown>;
    readonly identity: JobIdentity;
  },
): Promise<CreatedJob> {
  if (!identity.listNow || !plan.source) {
    const job = newJob(plan, options, identity);
    return { ...(await store.openJob(job)), documents: 0 };
  }
  const job = newJob(plan, { ...options, sources: [] }, identity);
  const chunks = listItems(plan.source, { chunkSize, names: identity.names });
  const { value: items = [] } = await chunks.next();
  if (items.length < chunkSize) {
    // On disk with one sync.
    const opened = await store.openJob(job, items);
    return { ...opened, documents: new Set(items.map(({ key }) => key)).size };
  }
  const opened = await store.openJob(job);
  if (!opened.created) return { ...opened, documents: 0 };
  let documents = 0;
  const add = async (more: readonly ListedItem[]): Promise<void> => {
    documents += (await store.addDocuments(job.id, more)).added;
  };
  // While a process has it nobody takes it for one that was left behind.
  const { letGo } = await store.runs.lock(job.id);
  try {
    await add(items);
    for await (const more of chunks) await add(more);
    await store.setJobListed(job.id, true);
  } finally {
    await letGo();
  }
  return { job: { ...opened.job, listed: true }, created: true, documents };
}

/** What a source has, in pieces of this size. */
async function* listItems(
  source: Source,
  {
    chunkSize,
    names,
  }: { readonly chunkSize: number; readonly names: ReadonlyMap<string, string> | undefined },
): AsyncGenerator<readonly ListedItem[], void> {
  let items: ListedItem[] = [];
  for await (const { problem, ...listed } of source.list(new AbortController().signal)) {
    const item = { ...listed, name: names?.get(listed.key) ?? listed.name };
    items.push(problem ? { ...item, problem: problem.toJSON() } : item);
    if (items.length < chunkSize) continue;
    yield items;
    items = [];
  }
  if (items.length > 0) yield items;
}
