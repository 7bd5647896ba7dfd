import type { CallOutcome } from './governor.ts';
import type { GovernorClock } from './governor-options.ts';
import { LaneLead } from './lane-lead.ts';
import { LaneSlice, type SliceCall } from './lane-slice.ts';
import type { FollowerWord, FoundLimits, LaneWish, LeaderWord } from './lane-words.ts';
import type { SharedListener } from './shared-limits.ts';

/** How often processes that share a lane speak while there is something to say. */
const SPEAK_EVERY_MS = 50;
/** What was granted meanwhile is told after so long, together. */
const GATHER_MS = 10;
/** A leader without anything to do lets its lease run out after so long. */
const IDLE_MS = 10_000;

const NOTHING_FOUND: FoundLimits = { requestsPerMinute: null, tokensPerMinute: null, inFlight: null };

/** Carries words between processes; only the last word of each counts. What it throws is tried again. */
export interface WordCarrier {
  /** This process among them. */
  readonly processId: string;
  /** Who leads and says nothing for so long does not lead any more. */
  readonly leaseMs: number;
  /** Makes this process the leader of a lane that has none; answers who leads it, and what was found by then. */
  elect(lane: string, reign: string): Promise<{ readonly leader: string; readonly found: string | null }>;
  /** Says a word to the leader of the lane, and answers its last one. */
  follow(
    lane: string,
    said: string,
  ): Promise<{
    readonly answer: string | null;
    readonly leader: string | null;
    readonly found: string | null;
    /** Its leader has not been heard of for too long. */
    readonly vacant: boolean;
  }>;
  /** Says what was found, and a word to some of the others; answers their last ones. Null: another one leads by now. */
  lead(
    lane: string,
    reign: string,
    words: { readonly found: string; readonly answers: ReadonlyMap<string, string> },
  ): Promise<readonly { readonly processId: string; readonly said: string; readonly agoMs: number }[] | null>;
  /** Lets others lead at once what these led. */
  resign(reigns: readonly string[]): Promise<void>;
}

interface LearntLane {
  /** Of this process, should it lead. */
  readonly reign: string;
  lead: LaneLead | null;
  leadsUntilMs: number;
  slice: LaneSlice | null;
  wish: LaneWish;
  /** A limit was met. */
  limited: boolean;
  activeMs: number;
  speaking: boolean;
  /** Answers that were given last, by process. */
  answered: ReadonlyMap<string, string>;
  gathers: boolean;
}

/**
 * Lanes with a limit that nobody named: of all processes one learns them, and the others begin what it lets them begin. Each
 * lane has one leader at a time, for as long as that one goes on saying so.
 */
export class LearntLanes {
  readonly #carrier: WordCarrier;
  readonly #clock: GovernorClock;
  readonly #lanes = new Map<string, LearntLane>();
  #listener: SharedListener | null = null;
  #revokeTick: (() => void) | null = null;
  #reigns = 0;

  constructor(carrier: WordCarrier, clock: GovernorClock) {
    this.#carrier = carrier;
    this.#clock = clock;
  }

  listen(listener: SharedListener): void {
    this.#listener = listener;
  }

  /** Whether the lane is one of those. */
  has(name: string): boolean {
    return this.#lanes.has(name);
  }

  /** A limit of the lane is named by nobody: one process learns it from now on. */
  begin(name: string): void {
    if (this.#lanes.has(name)) return;
    const lane: LearntLane = {
      reign: `${this.#carrier.processId}/${this.#reigns++}`,
      lead: null,
      leadsUntilMs: Number.NEGATIVE_INFINITY,
      slice: null,
      wish: { calls: 0, tokens: 0, interactive: false, begun: false },
      limited: false,
      activeMs: this.#clock.now(),
      speaking: false,
      answered: new Map(),
      gathers: false,
    };
    this.#lanes.set(name, lane);
    void this.#speak(name, lane);
    this.#revokeTick ??= this.#clock.setTimer(() => this.#tick(), SPEAK_EVERY_MS);
  }

  /** Its limits of requests and tokens were named: they are granted in another way, and the rest each process learns for itself. */
  end(name: string): void {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    this.#lanes.delete(name);
    this.#resign([lane]);
    lane.lead?.end();
    this.#listener?.lead(name, 1);
  }

  /** True when a call may begin, as far as that is learnt. */
  allows(name: string): boolean {
    const lane = this.#lanes.get(name);
    if (!lane) return true;
    const nowMs = this.#clock.now();
    return lane.lead ? nowMs <= lane.leadsUntilMs : (lane.slice?.allows(nowMs) ?? false);
  }

  want(name: string, wish: LaneWish): void {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    const first = lane.wish.calls === 0 && wish.calls > 0;
    lane.wish = wish;
    if (wish.calls > 0) lane.activeMs = this.#clock.now();
    // The first to wait for a while waits for one answer, not for a turn.
    if (first) void this.#speak(name, lane);
  }

  take(name: string): SliceCall | null {
    const lane = this.#lanes.get(name);
    if (!lane) return null;
    lane.activeMs = this.#clock.now();
    return lane.slice?.take(lane.activeMs) ?? null;
  }

  settle(name: string, call: SliceCall | null, outcome: CallOutcome): void {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    lane.activeMs = this.#clock.now();
    if (call) lane.slice?.settle(call, outcome);
  }

  /** What this process led goes to another at once. */
  close(): void {
    this.#revokeTick?.();
    this.#resign([...this.#lanes.values()]);
    this.#lanes.clear();
  }

  #resign(lanes: readonly LearntLane[]): void {
    const reigns = lanes.filter(({ lead }) => lead).map(({ reign }) => reign);
    // What cannot be said is known when the lease has run out.
    if (reigns.length > 0) void this.#carrier.resign(reigns).catch(() => {});
  }

  #tick(): void {
    this.#revokeTick = this.#clock.setTimer(() => this.#tick(), SPEAK_EVERY_MS);
    const nowMs = this.#clock.now();
    for (const [name, lane] of this.#lanes) {
      const busy = lane.lead ? nowMs - lane.activeMs < IDLE_MS : lane.wish.calls > 0 || lane.slice?.isOwed;
      if (busy) void this.#speak(name, lane);
    }
  }

  async #speak(name: string, lane: LearntLane): Promise<void> {
    if (lane.speaking) return;
    lane.speaking = true;
    try {
      if (lane.lead) await this.#speakAsLeader(name, lane, lane.lead);
      else if (lane.slice) await this.#speakAsFollower(name, lane, lane.slice);
      else await this.#elect(name, lane);
      if (this.#lanes.get(name) === lane) this.#listener?.room({ lane: name });
    } catch {
      // The next turn says it again; the calls wait meanwhile, and the work tells that the server is gone.
    } finally {
      lane.speaking = false;
    }
  }

  async #elect(name: string, lane: LearntLane): Promise<void> {
    const startedMs = this.#clock.now();
    const elected = await this.#carrier.elect(name, lane.reign);
    const listener = this.#listener;
    if (this.#lanes.get(name) !== lane || !listener) return;
    // What another one has found, this one goes on with.
    listener.follow(name, foundOf(elected.found));
    if (elected.leader !== lane.reign) {
      lane.slice = new LaneSlice(elected.leader);
      return;
    }
    lane.slice = null;
    lane.leadsUntilMs = startedMs + this.#carrier.leaseMs;
    lane.lead = new LaneLead(
      lane.reign,
      (call, told) => listener.queue(name, call, told),
      () => this.#gather(name, lane),
    );
    listener.lead(name, 1);
  }

  /** Tells soon what was granted to others. */
  #gather(name: string, lane: LearntLane): void {
    lane.activeMs = this.#clock.now();
    if (lane.gathers) return;
    lane.gathers = true;
    this.#clock.setTimer(() => {
      lane.gathers = false;
      if (this.#lanes.get(name) === lane) void this.#speak(name, lane);
    }, GATHER_MS);
  }

  async #speakAsFollower(name: string, lane: LearntLane, slice: LaneSlice): Promise<void> {
    const said: FollowerWord = slice.say(this.#clock.now(), lane.wish, lane.limited);
    const heard = await this.#carrier.follow(name, JSON.stringify(said));
    if (this.#lanes.get(name) !== lane) return;
    if (heard.vacant || heard.leader !== slice.reign) {
      await this.#elect(name, lane);
      return;
    }
    const found = foundOf(heard.found);
    lane.limited = Object.values(found).some((limit) => limit !== null);
    this.#listener?.follow(name, found);
    if (heard.answer !== null) slice.hear(JSON.parse(heard.answer) as LeaderWord, this.#clock.now());
  }

  async #speakAsLeader(name: string, lane: LearntLane, lead: LaneLead): Promise<void> {
    const listener = this.#listener!;
    const startedMs = this.#clock.now();
    const words = new Map([...lead.words()].map(([id, word]) => [id, JSON.stringify(word)]));
    const heard = await this.#carrier.lead(name, lane.reign, {
      found: JSON.stringify(listener.found(name)),
      answers: new Map([...words].filter(([id, word]) => lane.answered.get(id) !== word)),
    });
    if (this.#lanes.get(name) !== lane) return;
    if (heard === null) {
      lane.lead = null;
      lead.end();
      await this.#elect(name, lane);
      return;
    }
    lane.answered = words;
    lane.leadsUntilMs = startedMs + this.#carrier.leaseMs;
    const nowMs = this.#clock.now();
    for (const { processId, said, agoMs } of heard) {
      const word = JSON.parse(said) as FollowerWord;
      if (word.wants > word.used) lane.activeMs = Math.max(lane.activeMs, nowMs - agoMs);
      lead.hear(processId, word, { nowMs, agoMs });
    }
    lead.bury(nowMs);
    listener.lead(name, lead.followers + 1);
  }
}

function foundOf(text: string | null): FoundLimits {
  return text === null ? NOTHING_FOUND : (JSON.parse(text) as FoundLimits);
}
