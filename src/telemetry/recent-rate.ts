/** The rate is that of this long. */
const WINDOW_MS = 60_000;
/** A rate over fewer documents than these would jump: then the window reaches further back. */
const LEAST_DOCUMENTS = 10;
/** Marks are no closer than this. */
const MARK_MS = 1_000;
/** Oldest marks beyond these are dropped. */
const MARKS = 600;

interface Mark {
  readonly atMs: number;
  readonly ended: number;
}

/** How fast documents end of late: over the last minute, or over the last ten documents where that is longer. */
export class RecentRate {
  #marks: Mark[] = [];
  #last: Mark | undefined;

  /** Notes how many have ended by now; fewer than before, as after a retry, begins anew. */
  note(ended: number, atMs: number): void {
    if (this.#last && ended < this.#last.ended) this.restart();
    this.#last = { atMs, ended };
    const newest = this.#marks.at(-1);
    if (newest && (atMs - newest.atMs < MARK_MS || ended === newest.ended)) return;
    this.#marks.push(this.#last);
    if (this.#marks.length > MARKS) this.#marks.shift();
  }

  /** Forgets what was before, as after a pause. */
  restart(): void {
    this.#marks = [];
    this.#last = undefined;
  }

  /** Documents a minute; null until one has ended. */
  perMinute(nowMs: number): number | null {
    const last = this.#last;
    if (!last) return null;
    const from =
      this.#marks.findLast(
        ({ atMs, ended }) => nowMs - atMs >= WINDOW_MS && last.ended - ended >= LEAST_DOCUMENTS,
      ) ?? this.#marks[0];
    if (!from || last.ended === from.ended || nowMs <= from.atMs) return null;
    return ((last.ended - from.ended) / (nowMs - from.atMs)) * 60_000;
  }
}
