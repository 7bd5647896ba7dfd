import type { Source } from '../source/source.ts';
import type { StoredDocument } from '../store/store.ts';
import type { ModelCall } from './call-model.ts';
import type { EngineParts } from './parts.ts';
import { planDocument } from './plan-document.ts';
import type { DocumentTask } from './process-document.ts';

/** What a job would take, extrapolated from a sample. Nothing is asked and nothing is paid. */
export interface Estimate {
  /** Documents found, and how many of them were looked at. */
  readonly documents: number;
  readonly sampled: number;
  /** Documents of the sample that cannot be read at all. */
  readonly unreadable: number;
  readonly pages: number;
  /** Questions that XML or rules answer, by extrapolation. */
  readonly answeredWithoutModel: number;
  /** Questions whose answers are in the ledger already. */
  readonly remembered: number;
  /** Model calls that would be made: first asks of the first tier, without retries and repairs. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar; null when the model has no known price. */
  readonly costMicros: number | null;
  /** Where the quota is configured: the least time it allows, in milliseconds; else null. */
  readonly quotaMs: number | null;
}

/** Uniform sample of a stream of unknown length (Vitter's algorithm R), in the order of the stream. */
async function sampleOf<Item>(
  items: AsyncIterable<Item>,
  size: number,
  random: () => number,
): Promise<{ readonly sample: readonly Item[]; readonly total: number }> {
  const kept: { item: Item; index: number }[] = [];
  let total = 0;
  for await (const item of items) {
    const index = total++;
    if (kept.length < size) kept.push({ item, index });
    else {
      const place = Math.floor(random() * total);
      if (place < size) kept[place] = { item, index };
    }
  }
  return { sample: kept.toSorted((a, b) => a.index - b.index).map(({ item }) => item), total };
}

/** Reads a sample of the documents, plans their questions and scales up to all. */
export async function estimate(
  engine: EngineParts,
  task: Omit<DocumentTask, 'calls' | 'engine'>,
  source: Source,
  { sampleSize, batch }: { readonly sampleSize: number; readonly batch: boolean },
): Promise<Estimate> {
  const { sample, total } = await sampleOf(source.list(task.signal), sampleSize, engine.random);
  const planned: ModelCall[] = [];
  let pages = 0;
  let unreadable = 0;
  let answered = 0;
  let remembered = 0;
  for (const [ordinal, { problem, ...item }] of sample.entries()) {
    const document: StoredDocument = {
      id: `estimate-${ordinal}`,
      jobId: task.jobId,
      ordinal,
      source: item,
      state: 'running',
      sha256: null,
      problem: problem?.toJSON() ?? null,
    };
    const plan = await planDocument(engine, task, document);
    if (!plan) {
      unreadable++;
      continue;
    }
    pages += plan.pages;
    answered += plan.answered;
    remembered += plan.remembered;
    planned.push(...plan.calls);
  }
  const scale = (count: number): number => Math.round((count * total) / Math.max(1, sample.length));
  const tokens = (kind: 'inputTokens' | 'outputTokens'): number =>
    scale(planned.reduce((sum, call) => sum + call.estimate[kind], 0));
  const costs = planned.map((call) => costOf(engine, call, batch));
  return {
    documents: total,
    sampled: sample.length,
    unreadable: scale(unreadable),
    pages: scale(pages),
    answeredWithoutModel: scale(answered),
    remembered: scale(remembered),
    calls: scale(planned.length),
    inputTokens: tokens('inputTokens'),
    outputTokens: tokens('outputTokens'),
    costMicros: costs.includes(null)
      ? null
      : scale(costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0)),
    quotaMs: quotaTime(engine, scale(planned.length), tokens('inputTokens') + tokens('outputTokens')),
  };
}

/** In a batch its own price, for a model that takes batches. */
function costOf(
  { price, clock }: EngineParts,
  { models, estimate }: ModelCall,
  batch: boolean,
): number | null {
  const model = models.find(({ batches }) => batches);
  if (!batch || !model) return estimate.costMicros;
  const { inputTokens, outputTokens } = estimate;
  return price(model.id, { inputTokens, outputTokens, cachedTokens: 0 }, clock.now(), { batch: true });
}

function quotaTime({ config }: EngineParts, calls: number, tokens: number): number | null {
  const { requestsPerMinute, tokensPerMinute } = config;
  if (!requestsPerMinute && !tokensPerMinute) return null;
  const byRequests = requestsPerMinute ? calls / requestsPerMinute : 0;
  const byTokens = tokensPerMinute ? tokens / tokensPerMinute : 0;
  return Math.round(Math.max(byRequests, byTokens) * 60_000);
}
