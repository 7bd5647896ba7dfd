/** One send on a lane, as the log remembers it. */
export interface Sent {
  readonly atMs: number;
  /** Counts sends of the lane; tells apart those of one instant. */
  readonly order: number;
  /** Estimated tokens until the answer tells the true number. */
  tokens: number;
  refused: boolean;
  /** Calls of the lane that were in flight. */
  inFlightBefore: number;
}

/** Sums over what a lane sent in the last minute. Times must not go back. */
export class SendLog {
  readonly #spanMs: number;
  readonly #entries: Sent[] = [];
  #head = 0;
  #accepted = 0;
  #tokens = 0;
  #allAccepted = 0;
  #allTokens = 0;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  add(sent: Sent): void {
    this.#entries.push(sent);
    this.#accepted++;
    this.#tokens += sent.tokens;
    this.#allAccepted++;
    this.#allTokens += sent.tokens;
  }

  /** All that was sent and accepted since the beginning, as far as is known. */
  get total(): { readonly calls: number; readonly tokens: number } {
    return { calls: this.#allAccepted, tokens: this.#allTokens };
  }

  /** Marks a send as refused: it no longer counts as accepted. */
  refuse(sent: Sent): void {
    if (sent.refused) return;
    sent.refused = true;
    this.#allAccepted--;
    this.#allTokens -= sent.tokens;
    if (!this.#holds(sent)) return;
    this.#accepted--;
    this.#tokens -= sent.tokens;
  }

  /** Puts the true tokens in place of the estimate. */
  correct(sent: Sent, tokens: number): void {
    if (!sent.refused) this.#allTokens += tokens - sent.tokens;
    if (!sent.refused && this.#holds(sent)) this.#tokens += tokens - sent.tokens;
    sent.tokens = tokens;
  }

  /** Calls sent and not refused, as far as is known. */
  accepted(nowMs: number): number {
    this.#expire(nowMs);
    return this.#accepted;
  }

  /** All calls sent, refused ones too. */
  sent(nowMs: number): number {
    this.#expire(nowMs);
    return this.#entries.length - this.#head;
  }

  /** Tokens of the accepted calls. */
  tokens(nowMs: number): number {
    this.#expire(nowMs);
    return this.#tokens;
  }

  /** Time of the oldest accepted send that still counts. */
  oldestMs(nowMs: number): number | null {
    this.#expire(nowMs);
    for (let at = this.#head; at < this.#entries.length; at++) {
      if (!this.#entries[at]!.refused) return this.#entries[at]!.atMs;
    }
    return null;
  }

  /** What was sent after a time, or after another send; looks back from the newest, so cheap for the recent past. */
  after(point: Sent | number): { readonly calls: number; readonly tokens: number; readonly refused: number } {
    let calls = 0;
    let tokens = 0;
    let refused = 0;
    for (let at = this.#entries.length - 1; at >= this.#head; at--) {
      const entry = this.#entries[at]!;
      if (typeof point === 'number' ? entry.atMs <= point : entry.order <= point.order) break;
      if (entry.refused) refused++;
      else {
        calls++;
        tokens += entry.tokens;
      }
    }
    return { calls, tokens, refused };
  }

  /**
   * What became of a send and of those after it that were sent until a time. Of the accepted ones only those count that
   * met no easier a limit: sent so much later that they cannot have overtaken it, `asLoaded`: with as many in flight, and,
   * `inPart`, as far as they were as large.
   */
  since(
    first: Sent,
    untilMs: number,
    {
      inPart,
      asLoaded,
      overtakenMs,
    }: { readonly inPart: boolean; readonly asLoaded: boolean; readonly overtakenMs: number },
  ): { readonly accepted: number; readonly refused: number } {
    let accepted = 0;
    let refused = 0;
    for (let at = this.#entries.length - 1; at >= this.#head; at--) {
      const entry = this.#entries[at]!;
      if (entry.order < first.order) break;
      if (entry.atMs > untilMs) continue;
      if (entry.refused) refused++;
      else if (entry.atMs < first.atMs + overtakenMs) continue;
      else if (!asLoaded || entry.inFlightBefore >= first.inFlightBefore - 1) {
        accepted += inPart ? Math.min(1, entry.tokens / first.tokens) : 1;
      }
    }
    return { accepted, refused };
  }

  /** Most calls that were in flight before an accepted call, of those sent after one, if one is given, until a time. */
  mostInFlight(since: Sent | null, untilMs: number): number {
    const sinceOrder = since?.order ?? -1;
    let most = 0;
    for (let at = this.#entries.length - 1; at >= this.#head && this.#entries[at]!.order > sinceOrder; at--) {
      const { atMs, refused, inFlightBefore } = this.#entries[at]!;
      if (!refused && atMs <= untilMs) most = Math.max(most, inFlightBefore);
    }
    return most;
  }

  /** When so much of the cost will have left the span that `room` is there; `cost` says what an entry weighs. */
  freesAtMs(nowMs: number, room: number, cost: (sent: Sent) => number): number {
    this.#expire(nowMs);
    let freed = 0;
    for (let at = this.#head; at < this.#entries.length; at++) {
      freed += cost(this.#entries[at]!);
      if (freed >= room) return this.#entries[at]!.atMs + this.#spanMs;
    }
    return nowMs + this.#spanMs;
  }

  #holds(sent: Sent): boolean {
    const first = this.#entries[this.#head];
    return first !== undefined && sent.atMs >= first.atMs;
  }

  #expire(nowMs: number): void {
    for (
      let first = this.#entries[this.#head];
      first !== undefined && first.atMs <= nowMs - this.#spanMs;
      first = this.#entries[++this.#head]
    ) {
      if (first.refused) continue;
      this.#accepted--;
      this.#tokens -= first.tokens;
    }
    if (this.#head > 4096) {
      this.#entries.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
