import { type LaneModel, type LimitModel, MINUTE_MS } from './scenario.ts';

/** Sums of fractions: a bucket that is full to within this is full. */
const ROUNDING = 1e-6;

/** What the schedule multiplies the limits by at a time. */
function factorAt(schedule: LaneModel['quotaSchedule'], atMs: number): number {
  let factor = 1;
  for (const step of schedule ?? []) {
    if (step.atMs > atMs) break;
    const share = step.overMs ? Math.min(1, (atMs - step.atMs) / step.overMs) : 1;
    factor += (step.factor - factor) * share;
  }
  return factor;
}

/** Mean of `factorAt` from one time to another. */
export function meanFactor(schedule: LaneModel['quotaSchedule'], fromMs: number, toMs: number): number {
  if (schedule === undefined || toMs <= fromMs) return factorAt(schedule, fromMs);
  const edges = [fromMs, toMs];
  for (const { atMs, overMs } of schedule) edges.push(atMs, atMs + (overMs ?? 0));
  const inside = edges.filter((edge) => edge >= fromMs && edge <= toMs).sort((a, b) => a - b);
  let area = 0;
  for (let at = 1; at < inside.length; at++) {
    // Linear between two edges: the middle is the mean.
    const from = inside[at - 1]!;
    const to = inside[at]!;
    area += (to - from) * factorAt(schedule, (from + to) / 2);
  }
  return area / (toMs - fromMs);
}

/** One limit as a provider enforces it. Times must not go back. */
export class Quota {
  readonly model: LimitModel;
  readonly #schedule: LaneModel['quotaSchedule'];
  #level: number;
  #levelAtMs = 0;
  #window = Number.NaN;
  #used = 0;
  readonly #times: number[] = [];
  readonly #costs: number[] = [];
  #head = 0;

  constructor(model: LimitModel, schedule: LaneModel['quotaSchedule']) {
    this.model = model;
    this.#schedule = schedule;
    this.#level = this.#burst(0);
  }

  limitAt(atMs: number): number {
    return this.model.perMin * factorAt(this.#schedule, atMs);
  }

  /** What is left now; below the cost of a call means it is refused. */
  remaining(atMs: number): number {
    this.#advance(atMs);
    if (this.model.kind === 'bucket') return this.#level;
    return this.limitAt(atMs) - this.#used;
  }

  accepts(atMs: number, cost: number): boolean {
    return this.remaining(atMs) >= cost - ROUNDING;
  }

  charge(atMs: number, cost: number): void {
    this.#advance(atMs);
    if (this.model.kind === 'bucket') this.#level -= cost;
    else this.#used += cost;
    if (this.model.kind === 'sliding') {
      this.#times.push(atMs);
      this.#costs.push(cost);
    }
  }

  /** When a call of this cost would be accepted if nothing else came and the schedule stood still. */
  opensAtMs(atMs: number, cost: number): number {
    const left = this.remaining(atMs);
    if (left >= cost - ROUNDING) return atMs;
    const limit = this.limitAt(atMs);
    if (this.model.kind === 'bucket') return atMs + ((cost - left) / limit) * MINUTE_MS;
    if (this.model.kind === 'fixed') return this.#windowStart(this.#window + 1);
    let freed = left;
    for (let at = this.#head; at < this.#times.length; at++) {
      freed += this.#costs[at]!;
      if (freed >= cost - ROUNDING) return this.#times[at]! + MINUTE_MS;
    }
    return atMs + MINUTE_MS;
  }

  #advance(atMs: number): void {
    if (this.model.kind === 'bucket') {
      const refill =
        ((atMs - this.#levelAtMs) * this.model.perMin * meanFactor(this.#schedule, this.#levelAtMs, atMs)) /
        MINUTE_MS;
      this.#level = Math.min(this.#burst(atMs), this.#level + refill);
      this.#levelAtMs = atMs;
    } else if (this.model.kind === 'fixed') {
      const window = Math.floor((atMs - (this.model.phaseMs ?? 0)) / MINUTE_MS);
      if (window !== this.#window) this.#used = 0;
      this.#window = window;
    } else {
      while (this.#head < this.#times.length && this.#times[this.#head]! <= atMs - MINUTE_MS) {
        this.#used -= this.#costs[this.#head]!;
        this.#head++;
      }
      if (this.#head > 10_000) {
        this.#times.splice(0, this.#head);
        this.#costs.splice(0, this.#head);
        this.#head = 0;
      }
    }
  }

  #windowStart(window: number): number {
    return (this.model.phaseMs ?? 0) + window * MINUTE_MS;
  }

  #burst(atMs: number): number {
    return (this.model.burst ?? this.model.perMin) * factorAt(this.#schedule, atMs);
  }
}
