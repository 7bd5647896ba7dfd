import type { RenderedPage } from '../pdf/pdf.ts';

/** Bytes of pictures that are kept: about a thousand pages of the usual size. */
const KEPT_BYTES = 64_000_000;

/**
 * Pictures of pages that were looked at lately, the longest unseen dropped first; whoever asks while one is drawn waits
 * for the same drawing. In memory: what a person deletes must not stay behind on disk.
 */
export class PageCache {
  readonly #capacity: number;
  readonly #kept = new Map<string, RenderedPage>();
  readonly #drawing = new Map<string, Promise<RenderedPage>>();
  #bytes = 0;

  constructor(capacityBytes = KEPT_BYTES) {
    this.#capacity = capacityBytes;
  }

  /** The picture of `key`, drawn when it is not there. A drawing that fails is not remembered. */
  get(key: string, draw: () => Promise<RenderedPage>): Promise<RenderedPage> {
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return Promise.resolve(kept);
    }
    const drawing = this.#drawing.get(key) ?? this.#draw(key, draw);
    this.#drawing.set(key, drawing);
    return drawing;
  }

  async #draw(key: string, draw: () => Promise<RenderedPage>): Promise<RenderedPage> {
    try {
      const page = await draw();
      this.#kept.set(key, page);
      this.#bytes += page.bytes.length;
      for (const [oldest, { bytes }] of this.#kept) {
        if (this.#bytes <= this.#capacity) break;
        this.#kept.delete(oldest);
        this.#bytes -= bytes.length;
      }
      return page;
    } finally {
      this.#drawing.delete(key);
    }
  }
}
