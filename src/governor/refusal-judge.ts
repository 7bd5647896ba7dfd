import { type Doubt, DoubtfulRefusals, type UnnamedRefusal } from './doubtful-refusals.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SendLog } from './send-log.ts';

/** Calls of a look's step at which one refused may be by chance; at fewer it is the edge that is looked for. */
const BROAD_STEP_CALLS = 8;
/** Calls after which a limit is known well enough to believe a refusal within it. */
const WELL_KNOWN_CALLS = 60;
/** A wait for a window to turn; a bucket has refilled before, and providers in trouble name less. */
const LONG_WAIT_MS = 6_000;
/** When a look has come to a step of so many calls, the limit that it looks beyond was learnt from chance. */
const REFUTED_STEP_CALLS = 16;
/** A stated limit of which this share is left does not refuse. */
const STATED_LEFT = 0.3;

/** What is known of a lane's limits when a refusal comes in that names none. */
export interface Suspects {
  /** The rate limit that it is likely to be about; null when none is known. */
  readonly rate: RateLimit | null;
  /** A cap on calls in flight is known. */
  readonly cap: boolean;
  /** One of the limits is of tokens, which refuses large calls and lets small ones through. */
  readonly tokens: boolean;
  /** Other refusals of the lane have named a wait. */
  readonly waitsNamed: boolean;
}

/** What became of the refusals in doubt: undecided, and nothing is sent before a time; or decided. */
export type Verdict =
  | { readonly untilMs: number }
  | {
      /** To be learnt from; none when all were by chance. */
      readonly ofLimit: readonly UnnamedRefusal[];
      readonly byChance: boolean;
    };

/**
 * Decides which refusals that name no limit are taken for one of a limit at once, and which may be by chance, as of a
 * provider that sheds load, and are put to the test of `DoubtfulRefusals` first: those within a limit that is little
 * known, far within a stated one, or of no limit that is known at all.
 */
export class RefusalJudge {
  readonly #log: SendLog;
  readonly #doubtful: DoubtfulRefusals;

  constructor(log: SendLog) {
    this.#log = log;
    this.#doubtful = new DoubtfulRefusals(log);
  }

  /** Takes a refusal into doubt; false when it is to be learnt from at once. */
  doubts(refusal: UnnamedRefusal, suspects: Suspects): boolean {
    const doubt = this.#doubt(refusal, suspects);
    if (doubt === null) return false;
    this.#doubtful.add(refusal, doubt, suspects.tokens);
    return true;
  }

  /** What became of the refusals in doubt, told once; null when there are none. `settledMs` as of `settleMs`. */
  verdict(nowMs: number, settledMs: number): Verdict | null {
    if (!this.#doubtful.open) return null;
    const judgement = this.#doubtful.judge(nowMs, settledMs);
    if (typeof judgement === 'object') return judgement;
    const judged = this.#doubtful.take(judgement, nowMs);
    return judgement === 'limit' ? { ofLimit: judged, byChance: false } : { ofLimit: [], byChance: true };
  }

  /** True when a limit must have been learnt from refusals by chance: so much more than it was accepted. */
  refutes(limit: RateLimit, nowMs: number): boolean {
    return limit.lookStep >= REFUTED_STEP_CALLS && this.#doubtful.expected(nowMs);
  }

  /** Drops the refusals in doubt, unjudged. */
  forget(): void {
    this.#doubtful.forget();
  }

  #doubt({ waitMs, atMs }: UnnamedRefusal, { rate, cap, waitsNamed }: Suspects): Doubt | null {
    // What is accepted after a long wait says nothing: the minute is another.
    if (waitMs !== null && waitMs > LONG_WAIT_MS) return 'settle';
    if (this.#doubtful.open) return 'go on';
    const step = rate?.lookStep ?? 0;
    // Where others name a wait, one that does not may be of a cap: neither the rate nor a look beyond it explains it.
    const ofCap = waitMs === null && waitsNamed;
    if (this.#doubtful.expected(atMs)) return step === 1 && !ofCap ? null : 'go on';
    if (ofCap && cap) return 'settle or go on';
    const littleKnown = rate !== null && (rate.isDoubtful || this.#log.total.calls < WELL_KNOWN_CALLS);
    if (step > 0) return littleKnown && step >= BROAD_STEP_CALLS ? 'settle' : null;
    if (rate === null && !cap) return 'settle or go on';
    if (rate?.isStated && rate.leftShare(atMs) > STATED_LEFT) return 'settle or go on';
    if (littleKnown) return 'go on';
    return ofCap ? 'settle or go on' : null;
  }
}
