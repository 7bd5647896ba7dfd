/** Lets calls go one by one, ever faster: what is met at the beginning costs few of them. */
export class Ramp {
  readonly #firstGapMs: number;
  readonly #halvesMs: number;
  readonly #fromMs: number;
  #nextAtMs: number;

  constructor(options: { readonly firstGapMs: number; readonly halvesMs: number; readonly nowMs: number }) {
    this.#firstGapMs = options.firstGapMs;
    this.#halvesMs = options.halvesMs;
    this.#fromMs = options.nowMs;
    this.#nextAtMs = options.nowMs;
  }

  readyAtMs(nowMs: number): number {
    return Math.max(nowMs, this.#nextAtMs);
  }

  sent(nowMs: number): void {
    this.#nextAtMs = nowMs + this.#firstGapMs / 2 ** ((nowMs - this.#fromMs) / this.#halvesMs);
  }
}
