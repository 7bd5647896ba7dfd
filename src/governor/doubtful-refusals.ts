import { settleMs } from './round-trip.ts';
import type { SendLog, Sent } from './send-log.ts';

/** A refusal that does not name its limit, as it came in. */
export interface UnnamedRefusal {
  readonly sent: Sent;
  readonly waitMs: number | null;
  /** Calls still in flight, without this one. */
  readonly inFlight: number;
  readonly atMs: number;
}

/** What doubtful refusals turn out to be: of a limit, by chance, or undecided until a time. */
export type Judgement = 'limit' | 'chance' | { readonly untilMs: number };

/**
 * How a doubtful refusal is judged: by the calls in the air with it, until which have come back nothing is sent; by
 * those that follow; or by the ones if there are enough, else by the others.
 */
export type Doubt = 'settle' | 'go on' | 'settle or go on';

/** Calls in the air that tell; when this share of them was accepted, the others were refused by chance. */
const ENOUGH_CALLS = 4;
const ACCEPTED_SHARE = 0.7;
/** A call sent so little after the refused one, as a share of the time that refusals take, may have come before it. */
const OVERTAKEN = 0.15;
/** Chance refuses hardly more than this share, and of a few calls more only for that they are few. */
const MOST_BY_CHANCE = 0.1;
/** More than this share of a minute's calls, of so many at least, is not refused by chance. */
const LARGEST = { share: 0.25, calls: 20 };
/** What is left of the counts of judgements with every new one. */
const KEPT = 0.9;
/** Logarithm of how much likelier a refused, an accepted call is with a limit (refuses 60 %) than by chance (10 %). */
const LIKELIER = { refused: Math.log(6), accepted: Math.log(4 / 9), settledAt: 1.5, limitAt: 5 };
/** Calls after which what is still undecided is taken to be a limit. */
const MOST_CALLS = 12;
/** Judgements for a limit, to one for chance, with which chance is still expected: a limit that is looked for refuses often. */
const MOST_OF_LIMIT = 8;
/** How long after a refusal by chance more of them are expected. */
const EXPECTED_MS = 600_000;

/**
 * Tells refusals by chance from those of a limit: a limit that is used up refuses the calls that follow as well, chance
 * does not know of them. Where none is expected, nothing is sent until the calls in the air have come back; where they
 * are, calls go on, and a sequential probability ratio test (Wald 1945) decides.
 */
export class DoubtfulRefusals {
  readonly #log: SendLog;
  #refusals: UnnamedRefusal[] = [];
  #settlesAtMs: number | null = null;
  #goesOn = false;
  #inPart = false;
  #lastChanceMs = Number.NEGATIVE_INFINITY;
  /** How often it was the one and the other; old judgements count less. */
  #byChance = 0;
  #ofLimit = 0;

  constructor(log: SendLog) {
    this.#log = log;
  }

  /** True while some are not judged yet. */
  get open(): boolean {
    return this.#refusals.length > 0;
  }

  /** True when there were refusals by chance a while ago. */
  expected(nowMs: number): boolean {
    if (nowMs >= this.#lastChanceMs + EXPECTED_MS || MOST_OF_LIMIT * this.#byChance < this.#ofLimit)
      return false;
    const sent = this.#log.sent(nowMs);
    const refused = sent - this.#log.accepted(nowMs);
    return sent < LARGEST.calls || refused <= LARGEST.share * sent;
  }

  /** Adds a refusal, to be judged with those that are open; `ofTokens`: it may be of a limit that refuses large calls. */
  add(refusal: UnnamedRefusal, doubt: Doubt, ofTokens: boolean): void {
    const { atMs, sent } = refusal;
    this.#goesOn = doubt !== 'settle' && (this.#goesOn || !this.open);
    this.#inPart = ofTokens || !this.#goesOn;
    this.#refusals.push(refusal);
    if (doubt !== 'go on' || this.#settlesAtMs !== null) {
      const settlesAtMs = atMs + settleMs(atMs - sent.atMs);
      this.#settlesAtMs = Math.max(this.#settlesAtMs ?? settlesAtMs, settlesAtMs);
    }
  }

  /** Judges those that are open; `settledMs`: after so long a call that was not refused was most likely accepted. */
  judge(nowMs: number, settledMs: number): Judgement {
    const { sent: first, waitMs } = this.#refusals.reduce((a, b) => (b.sent.order < a.sent.order ? b : a));
    const settling = this.#settlesAtMs !== null;
    if (settling && nowMs < this.#settlesAtMs!) return { untilMs: this.#settlesAtMs! };
    const { accepted, refused } = this.#log.since(first, settling ? nowMs : nowMs - settledMs, {
      inPart: this.#inPart,
      asLoaded: waitMs === null,
      overtakenMs: OVERTAKEN * settledMs,
    });
    const likelier = likelierLimit({ accepted, refused });
    if (settling) {
      const sent = accepted + refused;
      const mostly =
        accepted >= ACCEPTED_SHARE * sent && refused <= MOST_BY_CHANCE * sent + Math.sqrt(sent) / 2;
      if (!this.#goesOn) return mostly ? 'chance' : 'limit';
      if (accepted + refused >= ENOUGH_CALLS) {
        if (mostly) return 'chance';
        if (likelier >= LIKELIER.settledAt) return 'limit';
      }
      this.#settlesAtMs = null;
    }
    if (likelier < 0) return 'chance';
    return likelier >= LIKELIER.limitAt || accepted + refused >= MOST_CALLS ? 'limit' : { untilMs: nowMs };
  }

  /** Drops those that are open, unjudged. */
  forget(): void {
    this.#refusals = [];
    this.#settlesAtMs = null;
  }

  /** Takes out those that were judged; of a limit only those that are likely to be of it. */
  take(judgement: 'limit' | 'chance', nowMs: number): readonly UnnamedRefusal[] {
    const refusals = this.#refusals;
    this.#byChance *= KEPT;
    this.#ofLimit *= KEPT;
    if (judgement === 'limit') this.#ofLimit++;
    else {
      this.#byChance++;
      this.#lastChanceMs = nowMs;
    }
    this.forget();
    return judgement === 'limit' ? this.#fromOnset(refusals, nowMs) : refusals;
  }

  /**
   * Drops refusals by chance from before a limit was met: it was where what follows speaks most for it (CUSUM, Page
   * 1954). Without a named wait it may be a cap, between whose refusals calls are accepted as others end: all are kept.
   */
  #fromOnset(refusals: readonly UnnamedRefusal[], nowMs: number): readonly UnnamedRefusal[] {
    if (refusals.every(({ waitMs }) => waitMs === null)) return refusals;
    const inOrder = refusals.toSorted((a, b) => a.sent.order - b.sent.order);
    const likelier = inOrder.map(({ sent, waitMs }) => {
      const options = { inPart: false, asLoaded: waitMs === null, overtakenMs: 0 };
      return likelierLimit(this.#log.since(sent, nowMs, options));
    });
    return inOrder.slice(likelier.indexOf(Math.max(...likelier)));
  }
}

/** Logarithm of how much likelier what became of calls is with a limit than by chance. */
function likelierLimit({
  accepted,
  refused,
}: {
  readonly accepted: number;
  readonly refused: number;
}): number {
  return refused * LIKELIER.refused + accepted * LIKELIER.accepted;
}
