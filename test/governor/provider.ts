import { Heap } from '../../src/governor/heap.ts';
import { Quota } from './quota.ts';
import { lognormal, normal, uniform } from './sampling.ts';
import type { LaneModel, LimitModel, Scenario } from './scenario.ts';

const TOKENS = { median: 4000, sigma: 0.9, min: 800, max: 30_000 };
const ESTIMATE_SIGMA = 0.25;
const REJECT = { medianMs: 180, sigma: 0.3 };
const STRAGGLER = { leastMs: 60_000, medianMs: 75_000, sigma: 0.2, intrinsicShare: 0.5 };

/** One call of a workload; what it costs is fixed by its key. */
export interface SimulatedCall {
  readonly key: string;
  readonly job: string;
  readonly priority: 'batch' | 'interactive';
  readonly arrivesAtMs: number;
  readonly tokens: number;
  /** What the client believes beforehand. */
  readonly estimatedTokens: number;
}

/** What some providers say about their limits with every answer. */
export interface StatedQuota {
  readonly dimension: 'requests' | 'tokens';
  readonly limit: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** What the provider decides when a call arrives; the answer reaches the client at `endsAtMs`. */
export interface Reply {
  readonly status: number;
  readonly endsAtMs: number;
  readonly tokens: number;
  readonly retryAfterMs?: number;
  readonly violation?: { readonly dimension: 'requests' | 'tokens'; readonly limit: number };
}

/** The calls of a scenario. */
export function callsOf({ workload, seed }: Scenario): SimulatedCall[] {
  return workload.flatMap(({ job, atMs, calls, priority }) =>
    Array.from({ length: calls }, (_, index) => {
      const key = `${job}/${index}`;
      const sampled = lognormal(TOKENS.median, TOKENS.sigma, normal(seed, key, 'tokens'));
      const tokens = Math.round(Math.min(TOKENS.max, Math.max(TOKENS.min, sampled)));
      const estimatedTokens = Math.round(lognormal(tokens, ESTIMATE_SIGMA, normal(seed, key, 'estimate')));
      return { key, job, priority, arrivesAtMs: atMs, tokens, estimatedTokens };
    }),
  );
}

interface LaneEmulation {
  readonly model: LaneModel;
  readonly quotas: readonly Quota[];
  /** When the calls in flight end. */
  readonly ends: Heap<number>;
  /** When each of the provider's own slots is free again. */
  readonly slots: Heap<number> | null;
  acceptedCalls: number;
}

/** What the provider saw. */
export interface ProviderLog {
  readonly accepted: { readonly lane: number; readonly atMs: number; readonly tokens: number }[];
  arrivals: number;
  refused: number;
  /** Calls answered 5xx on arrival; those in flight when an outage begins are nobody's mistake. */
  serverErrors: number;
  failedInFlight: number;
}

/** A model provider as scenarios.json describes it, in provider time given by the caller; no clock of its own. */
export class Provider {
  readonly log: ProviderLog = {
    accepted: [],
    arrivals: 0,
    refused: 0,
    serverErrors: 0,
    failedInFlight: 0,
  };
  readonly #seed: number;
  readonly #lanes: readonly LaneEmulation[];
  readonly #sends = new Map<string, number>();

  constructor({ seed, lanes }: Scenario) {
    this.#seed = seed;
    const groups = new Map<string, readonly Quota[]>();
    this.#lanes = lanes.map((model) => {
      const shared = model.quotaGroup === undefined ? undefined : groups.get(model.quotaGroup);
      const quotas = shared ?? model.limits.map((limit) => new Quota(limit, model.quotaSchedule));
      if (model.quotaGroup !== undefined) groups.set(model.quotaGroup, quotas);
      const slots = model.latency.serverSlots === undefined ? null : new Heap<number>((a, b) => a < b);
      for (let slot = 0; slot < (model.latency.serverSlots ?? 0); slot++) slots?.push(0);
      const ends = new Heap<number>((a, b) => a < b);
      return { model, quotas, ends, slots, acceptedCalls: 0 };
    });
  }

  /** Decides about a call that arrives now. */
  arrive(call: SimulatedCall, laneIndex: number, atMs: number): Reply {
    const lane = this.#lanes[laneIndex]!;
    const { model, quotas } = lane;
    const send = (this.#sends.get(call.key) ?? 0) + 1;
    this.#sends.set(call.key, send);
    this.log.arrivals++;
    const quickly =
      atMs + lognormal(REJECT.medianMs, REJECT.sigma, normal(this.#seed, call.key, 'refusal', send));

    const outage = model.outages?.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    const burst = model.errorBursts?.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    if (outage || (burst && uniform(this.#seed, call.key, 'burst', send) < burst.prob)) {
      this.log.serverErrors++;
      return { status: outage?.status ?? 503, endsAtMs: quickly, tokens: 0 };
    }

    const { chanceRefusals: chance, throttledAlways: blocked } = model;
    const isBlocked = blocked !== undefined && atMs >= blocked.fromMs && atMs < blocked.toMs;
    if (isBlocked || (chance && uniform(this.#seed, call.key, 'chance', send) < chance.prob)) {
      this.log.refused++;
      const waitMs = isBlocked ? blocked.waitMs : chance?.waitMs;
      return {
        status: 429,
        endsAtMs: quickly,
        tokens: 0,
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      };
    }

    const capped = this.#inFlight(lane, atMs) >= (model.inflightCap ?? Number.POSITIVE_INFINITY);
    const full = capped ? undefined : quotas.find((quota) => !quota.accepts(atMs, costOf(quota.model, call)));
    if (capped || full) {
      this.log.refused++;
      const opensAtMs = full?.opensAtMs(atMs, costOf(full.model, call));
      if (model.countRejected) {
        for (const quota of quotas) if (quota.model.dim === 'req') quota.charge(atMs, 1);
      }
      return { status: 429, endsAtMs: quickly, tokens: 0, ...hintOf(model, full, { atMs, opensAtMs }) };
    }

    for (const quota of quotas) quota.charge(atMs, costOf(quota.model, call));
    this.log.accepted.push({ lane: laneIndex, atMs, tokens: call.tokens });
    lane.acceptedCalls++;
    let startsAtMs = atMs;
    if (lane.slots !== null) startsAtMs = Math.max(atMs, lane.slots.pop()!);
    const endsAtMs = startsAtMs + this.#latencyMs(lane, call, send);
    lane.slots?.push(endsAtMs);
    const cut = model.outages?.find(({ fromMs }) => fromMs > atMs && fromMs <= endsAtMs);
    if (cut) this.log.failedInFlight++;
    lane.ends.push(cut?.fromMs ?? endsAtMs);
    return cut
      ? { status: cut.status, endsAtMs: cut.fromMs, tokens: 0 }
      : { status: 200, endsAtMs, tokens: call.tokens };
  }

  /** What goes with every answer of a lane whose hint is `headers`. */
  stated(laneIndex: number, atMs: number): StatedQuota[] | undefined {
    const { model, quotas } = this.#lanes[laneIndex]!;
    if (model.hint !== 'headers') return undefined;
    return quotas.map((quota) => {
      const limit = quota.limitAt(atMs);
      const remaining = Math.max(0, Math.floor(quota.remaining(atMs)));
      return {
        dimension: dimensionOf(quota.model),
        limit: Math.floor(limit),
        remaining,
        resetMs: Math.max(0, quota.opensAtMs(atMs, quota.model.burst ?? limit) - atMs),
      };
    });
  }

  /** When an oracle would send the call on the lane: `atMs` when it is accepted now. */
  opensAtMs(call: SimulatedCall, laneIndex: number, atMs: number): number {
    const lane = this.#lanes[laneIndex]!;
    const outage = lane.model.outages?.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    if (outage) return outage.toMs;
    if (this.#inFlight(lane, atMs) >= (lane.model.inflightCap ?? Number.POSITIVE_INFINITY)) {
      return lane.ends.peek()!;
    }
    return lane.quotas.reduce(
      (latest, quota) => Math.max(latest, quota.opensAtMs(atMs, costOf(quota.model, call))),
      atMs,
    );
  }

  #inFlight(lane: LaneEmulation, atMs: number): number {
    while (lane.ends.size > 0 && lane.ends.peek()! <= atMs) lane.ends.pop();
    return lane.ends.size;
  }

  #latencyMs(lane: LaneEmulation, call: SimulatedCall, send: number): number {
    const { medianMs, sigma = 0.5, stragglerProb = 0, coldStart, ...rest } = lane.model.latency;
    const seed = this.#seed;
    const slow = uniform(seed, call.key, 'slow') < stragglerProb;
    const always = uniform(seed, call.key, 'intrinsic') < (rest.intrinsicShare ?? STRAGGLER.intrinsicShare);
    // A call that is slow only by chance is quick when it is sent again.
    const straggles = slow && (always || send === 1);
    // The first latency belongs to the call and not to the send, so that refusals do not change what an oracle meets.
    const drawn = lognormal(medianMs, sigma, normal(seed, call.key, 'latency'));
    const late = lognormal(
      rest.stragglerMedianMs ?? STRAGGLER.medianMs,
      STRAGGLER.sigma,
      normal(seed, call.key, 'late'),
    );
    const cold = lane.acceptedCalls <= (coldStart?.calls ?? 0) ? (coldStart?.extraMs ?? 0) : 0;
    return (straggles ? Math.max(STRAGGLER.leastMs, late) : drawn) + cold;
  }
}

function costOf(limit: LimitModel, call: SimulatedCall): number {
  return limit.dim === 'req' ? 1 : call.tokens;
}

function dimensionOf(limit: LimitModel): 'requests' | 'tokens' {
  return limit.dim === 'req' ? 'requests' : 'tokens';
}

function hintOf(
  { hint }: LaneModel,
  full: Quota | undefined,
  { atMs, opensAtMs }: { readonly atMs: number; readonly opensAtMs: number | undefined },
): Pick<Reply, 'retryAfterMs' | 'violation'> {
  // A cap on calls in flight is refused without a word.
  if (full === undefined || opensAtMs === undefined || hint === 'none') return {};
  const waitMs = opensAtMs - atMs;
  if (hint === 'retryAfterSeconds' || hint === 'headers')
    return { retryAfterMs: Math.ceil(waitMs / 1000) * 1000 };
  if (hint === 'retryInfo') return { retryAfterMs: waitMs };
  const violation = { dimension: dimensionOf(full.model), limit: Math.floor(full.limitAt(atMs)) };
  return { retryAfterMs: waitMs, violation };
}
