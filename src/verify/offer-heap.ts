/** A position in the document where a row may stand. */
export interface Anchor {
  /** Position in the list of pages. */
  readonly page: number;
  readonly line: number;
}

/** A place offered to a row, and how well the row fits there. */
export interface Offer extends Anchor {
  readonly row: number;
  readonly score: number;
}

/** Offers, best first: higher score, then earlier row, then earlier place. A binary heap. */
export class OfferHeap {
  readonly #items: Offer[] = [];

  static #before(a: Offer, b: Offer): boolean {
    return (a.score - b.score || b.row - a.row || b.page - a.page || b.line - a.line) > 0;
  }

  push(offer: Offer): void {
    const items = this.#items;
    let at = items.push(offer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!OfferHeap.#before(offer, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = offer;
  }

  pop(): Offer | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && OfferHeap.#before(items[child + 1]!, items[child]!)) child++;
      if (!OfferHeap.#before(items[child]!, last)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
