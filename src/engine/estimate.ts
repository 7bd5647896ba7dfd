import type { PassedOver } from '../domain/passed-over.ts';
import type { Tier } from '../domain/question.ts';
import type { PlannedCalls } from '../recipes/recipe.ts';
import type { Source } from '../source/source.ts';
import type { StoredDocument } from '../store/store.ts';
import type { ModelCall } from './call-model.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { planDocument } from './plan-document.ts';
import type { DocumentTask } from './process-document.ts';
import { type Stage, stagesOf } from './route.ts';

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
  /** What of the folders was passed over by the endings of names. */
  readonly passedOver?: PassedOver;
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
  {
    sampleSize,
    batch,
    models,
  }: {
    readonly sampleSize: number;
    readonly batch: boolean;
    /** Of every tier: what all documents together ask says which it asks. */
    readonly models: TierModels;
  },
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
  const passedOver = source.passedOver?.() ?? null;
  const scale = (count: number): number => Math.round((count * total) / Math.max(1, sample.length));
  const tokens = (kind: 'inputTokens' | 'outputTokens'): number =>
    scale(planned.reduce((sum, call) => sum + call.estimate[kind], 0));
  const whole = { ...task, models };
  const together = combineCalls(whole, { documents: total - scale(unreadable), pages: scale(pages) });
  const sum = (of: 'calls' | 'inputTokens' | 'outputTokens'): number =>
    together.reduce((so, calls) => so + calls[of], 0);
  const calls = scale(planned.length) + sum('calls');
  const inputTokens = tokens('inputTokens') + sum('inputTokens');
  const outputTokens = tokens('outputTokens') + sum('outputTokens');
  const costs = planned.map((call) => costOf(engine, call, batch));
  const togetherCosts = together.map((those) => costOfTogether(engine, whole, those));
  return {
    documents: total,
    sampled: sample.length,
    unreadable: scale(unreadable),
    pages: scale(pages),
    answeredWithoutModel: scale(answered),
    remembered: scale(remembered),
    calls,
    inputTokens,
    outputTokens,
    costMicros: [...costs, ...togetherCosts].includes(null)
      ? null
      : scale(costs.reduce<number>((so, cost) => so + (cost ?? 0), 0)) +
        togetherCosts.reduce<number>((so, cost) => so + (cost ?? 0), 0),
    quotaMs: quotaTime(engine, calls, inputTokens + outputTokens),
    ...(passedOver === null ? {} : { passedOver }),
  };
}

type PlannedTask = Pick<DocumentTask, 'recipe' | 'recipeOptions' | 'route' | 'models'>;

/** What the result of all documents together will ask for, of a tier whose model is asked. */
function combineCalls(
  { recipe, recipeOptions, route, models }: PlannedTask,
  about: { readonly documents: number; readonly pages: number },
): readonly PlannedCalls[] {
  const calls = recipe.combineCalls?.(about, recipeOptions) ?? [];
  return calls.filter(({ tier }) => stagesOf(route, tier).some((stage) => hasModel(models, stage)));
}

const hasModel = (models: PlannedTask['models'], stage: Stage): boolean =>
  (stage === 'fast' || stage === 'strong') && (models[stage]?.length ?? 0) > 0;

/** They need one another's answers: none of them goes into a batch. */
function costOfTogether(
  { price, clock }: EngineParts,
  { route, models }: PlannedTask,
  { tier, inputTokens, outputTokens }: PlannedCalls,
): number | null {
  const stage = stagesOf(route, tier).find((one) => hasModel(models, one)) as Tier;
  return price(models[stage]![0]!.id, { inputTokens, outputTokens, cachedTokens: 0 }, clock.now());
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
