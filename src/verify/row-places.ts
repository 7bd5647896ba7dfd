import type { Candidate } from './candidates.ts';
import type { Leaf } from './leaves.ts';
import { type Anchor, OfferHeap } from './offer-heap.ts';

/** The places that may carry a value, page by page. */
export interface Places {
  readonly count: number;
  readonly byPage: ReadonlyMap<number, readonly Candidate[]>;
}

/** A leaf of a row and the places that may carry it. */
export interface LeafPlaces {
  readonly leaf: Leaf;
  readonly places: Places;
}

/** A leaf's place after all rows were laid out. */
export interface PlacedLeaf {
  readonly candidate: Candidate | null;
  /** The place stands away from the row's other values. */
  readonly displaced: boolean;
}

type Row = readonly LeafPlaces[];

/** How much a value counts that stands so many lines from the row's own line; further away it does not count. */
const DECAY = [1, 0.55, 0.4, 0.3, 0.2, 0.12, 0.08];

/** Places of one row that are tried; a row whose values are all over the document has no better ones. */
const MOST_ANCHORS = 48;

/** How much a text counts that another row already stands on: a heading counts little, an equal name nothing. */
const SHARED = 0.1;

/** A number of fewer digits is printed everywhere: away from its row it proves nothing. */
const FEWEST_TELLING_DIGITS = 3;

/**
 * Gives each row of an answer its own place in the document, so that equal rows stand on different prints.
 *
 * Rows are laid out best fit first (greedy assignment, offers renewed when a print is taken), among equal fits in the
 * order of the answer and of the page; `pageNumbers` are those of the pages that candidates count. Then each value
 * takes the print nearest to its row's line, nearer ones first over all rows; a print serves one row only, unless it
 * is a text, a date or a percentage (a heading, a rate above the table).
 */
export function placeRows(rows: readonly Row[], pageNumbers: readonly number[]): PlacedLeaf[][] {
  const prints = new Prints();
  const anchors = layOut(rows, pageNumbers, prints);
  return settle(rows, anchors);
}

/** Which row each printed word belongs to. */
class Prints {
  readonly #rowOf = new Map<number, number>();

  static #key(page: number, word: number): number {
    return page * 1_000_000 + word;
  }

  take(candidate: Candidate, row: number): void {
    for (const word of candidate.words) {
      const key = Prints.#key(candidate.page, word);
      if (!this.#rowOf.has(key)) this.#rowOf.set(key, row);
    }
  }

  isUntouched(candidate: Candidate): boolean {
    return candidate.words.every((word) => !this.#rowOf.has(Prints.#key(candidate.page, word)));
  }

  isFreeFor(row: number, candidate: Candidate): boolean {
    if (candidate.shareable) return true;
    return candidate.words.every(
      (word) => (this.#rowOf.get(Prints.#key(candidate.page, word)) ?? row) === row,
    );
  }
}

/** How much finding this leaf tells about where its row stands: long values printed seldom tell most. */
function weightOf({ leaf, places }: LeafPlaces): number {
  const length = leaf.value.replace(/[^\p{L}\p{N}]/gu, '').length;
  // A digit says more than a letter: there are fewer words than numbers of one length.
  const perSign = /\p{L}/u.test(leaf.value) ? 1 / 3 : 1 / 2;
  return (Math.min(12, length) * perSign) / (1 + Math.log2(Math.max(1, places.count)));
}

function isTelling({ value }: Leaf): boolean {
  return /\p{L}/u.test(value) || value.replace(/\D/g, '').length >= FEWEST_TELLING_DIGITS;
}

function layOut(rows: readonly Row[], pageNumbers: readonly number[], prints: Prints): (Anchor | null)[] {
  const anchors: (Anchor | null)[] = rows.map(() => null);
  const weights = rows.map((row) => row.map(weightOf));
  const score = (number: number, anchor: Anchor): number =>
    scoreAt({ row: rows[number]!, weights: weights[number]!, number, anchor, prints, pageNumbers });
  const offers = new OfferHeap();
  rows.forEach((row, number) => {
    for (const anchor of possibleAnchors(row, weights[number]!)) {
      const offer = { ...anchor, row: number, score: score(number, anchor) };
      if (offer.score > 0) offers.push(offer);
    }
  });
  for (let offer = offers.pop(); offer; offer = offers.pop()) {
    if (anchors[offer.row]) continue;
    const now = score(offer.row, offer);
    if (now < offer.score - 1e-9) {
      if (now > 0) offers.push({ ...offer, score: now });
      continue;
    }
    anchors[offer.row] = { page: offer.page, line: offer.line };
    const used: Candidate[] = [];
    for (const { places } of rows[offer.row]!) {
      const own = (places.byPage.get(offer.page) ?? []).find(
        (one) => one.line === offer.line && !used.includes(one) && prints.isFreeFor(offer.row, one),
      );
      if (!own) continue;
      used.push(own);
      prints.take(own, offer.row);
    }
  }
  return anchors;
}

function possibleAnchors(row: Row, weights: readonly number[]): Anchor[] {
  // Values that are everywhere (a quantity of 1) are no place to start from when the row has better ones.
  const least = Math.max(...weights) / 8;
  const byKey = new Map<number, { anchor: Anchor; weight: number }>();
  row.forEach(({ places }, position) => {
    const weight = weights[position]!;
    if (weight < least) return;
    for (const [page, candidates] of places.byPage) {
      for (const { line } of candidates) {
        const key = page * 100_000 + line;
        const known = byKey.get(key);
        if (known) known.weight += weight;
        else byKey.set(key, { anchor: { page, line }, weight });
      }
    }
  });
  const all = [...byKey.values()];
  if (all.length > MOST_ANCHORS) all.sort((a, b) => b.weight - a.weight).splice(MOST_ANCHORS);
  return all.map(({ anchor }) => anchor);
}

function scoreAt(at: {
  row: Row;
  weights: readonly number[];
  number: number;
  anchor: Anchor;
  prints: Prints;
  pageNumbers: readonly number[];
}): number {
  let score = 0;
  // Equal values of one row (rate and amount of a single piece) each need a print of their own to count.
  const used: Candidate[] = [];
  at.row.forEach(({ places }, position) => {
    let best = 0;
    let chosen: Candidate | null = null;
    for (const candidate of places.byPage.get(at.anchor.page) ?? []) {
      const decay = DECAY[Math.abs(candidate.line - at.anchor.line)];
      if (decay === undefined || decay <= best || !at.prints.isFreeFor(at.number, candidate)) continue;
      // A heading may serve several rows, but each row rather has a print of its own.
      const worth = at.prints.isUntouched(candidate) && !used.includes(candidate) ? decay : decay * SHARED;
      if (worth <= best) continue;
      best = worth;
      chosen = candidate;
    }
    if (chosen) used.push(chosen);
    score += best * at.weights[position]!;
  });
  const said = at.row[0]?.leaf.saidPages ?? [];
  const elsewhere = said.length > 0 && !said.includes(pageNumberAt(at.pageNumbers, at.anchor.page));
  return elsewhere ? score / 2 : score;
}

function pageNumberAt(pageNumbers: readonly number[], page: number): number {
  return pageNumbers[page] ?? 0;
}

function settle(rows: readonly Row[], places: readonly (Anchor | null)[]): PlacedLeaf[][] {
  const anchors = atReference(rows, places);
  const offsets = usualOffsets(rows, anchors);
  const placed: (PlacedLeaf | null)[][] = rows.map((row) => row.map(() => null));
  const prints = new Prints();
  const columns = new Columns();
  const onPage = (number: number, { places: all }: LeafPlaces): readonly Candidate[] =>
    all.byPage.get(anchors[number]!.page) ?? [];
  const usualLine = (number: number, leaf: Leaf): number =>
    anchors[number]!.line + (offsets.get(leaf.pattern) ?? 0);
  // A telling value stands where its column usually does, a short number beside the row's other numbers.
  const distanceOf = (number: number, leaf: Leaf, line: number): number => {
    if (isTelling(leaf)) return Math.abs(line - usualLine(number, leaf));
    const lines = placed[number]!.flatMap((other) =>
      other?.candidate?.shareable ? [] : (other?.candidate?.line ?? []),
    );
    if (lines.length === 0) return Math.abs(line - usualLine(number, leaf));
    return Math.min(...lines.map((other) => Math.abs(line - other)));
  };
  // Columns are learnt from the rows that leave no choice before any choice is made.
  rows.forEach((row, number) => {
    if (!anchors[number]) return;
    for (const member of row) {
      const here = onPage(number, member).filter(({ line }) => line === usualLine(number, member.leaf));
      if (here.length === 1) columns.learn(member.leaf, here[0]!);
    }
  });
  for (const telling of [true, false]) {
    for (let away = 0; away < DECAY.length; away++) {
      rows.forEach((row, number) => {
        if (!anchors[number]) return;
        const own = placed[number]!;
        row.forEach((member, position) => {
          if (own[position] || isTelling(member.leaf) !== telling) return;
          const free = onPage(number, member).filter(
            (candidate) =>
              distanceOf(number, member.leaf, candidate.line) + columns.detour(member.leaf, candidate) ===
                away && prints.isFreeFor(number, candidate),
          );
          const usedHere = (candidate: Candidate): number =>
            own.some((other) => other?.candidate?.words[0] === candidate.words[0]) ? 1 : 0;
          free.sort(
            (a, b) =>
              usedHere(a) - usedHere(b) ||
              columns.distance(member.leaf, a) - columns.distance(member.leaf, b),
          );
          const best = free[0];
          if (!best) return;
          prints.take(best, number);
          columns.learn(member.leaf, best);
          own[position] = { candidate: best, displaced: false };
        });
      });
    }
  }
  placeFar(rows, anchors, { placed, prints });
  return placed.map((row) => row.map((leaf) => leaf ?? { candidate: null, displaced: false }));
}

/**
 * Moves every anchor to the line of the same member, the one that tells most over all rows: rows printed on several
 * lines are then comparable.
 */
function atReference(rows: readonly Row[], anchors: readonly (Anchor | null)[]): (Anchor | null)[] {
  const room = roomOf(anchors);
  // Beyond the neighbouring rows' anchors an equal value is a neighbour's.
  const near = (member: LeafPlaces, number: number): Candidate[] => {
    const { page, line: own } = anchors[number]!;
    const { from, to } = room(anchors[number]!);
    return (member.places.byPage.get(page) ?? [])
      .filter(({ line }) => line > from && line < to && Math.abs(line - own) < DECAY.length)
      .sort((a, b) => Math.abs(a.line - own) - Math.abs(b.line - own));
  };
  const tells = new Map<string, number>();
  rows.forEach((row, number) => {
    if (!anchors[number]) return;
    for (const member of row) {
      if (near(member, number).length === 0) continue;
      tells.set(member.leaf.pattern, (tells.get(member.leaf.pattern) ?? 0) + weightOf(member));
    }
  });
  const ranked = [...tells].sort((a, b) => b[1] - a[1]).map(([pattern]) => pattern);
  const used = new Set<string>();
  return rows.map((row, number) => {
    const anchor = anchors[number];
    if (!anchor) return null;
    const reference = ranked.find((pattern) => listOf(pattern) === listOf(row[0]!.leaf.pattern));
    const member = row.find(({ leaf }) => leaf.pattern === reference);
    const best = member && near(member, number).find((one) => !used.has(`${one.page}:${one.words[0]}`));
    if (!best) return anchor;
    used.add(`${best.page}:${best.words[0]}`);
    return { page: best.page, line: best.line };
  });
}

function listOf(pattern: string): string {
  return pattern.slice(0, pattern.lastIndexOf('[]'));
}

/** The lines between the anchors before and after one's own, exclusive. */
function roomOf(anchors: readonly (Anchor | null)[]): (own: Anchor) => { from: number; to: number } {
  const byPage = new Map<number, number[]>();
  for (const anchor of anchors) {
    if (!anchor) continue;
    const lines = byPage.get(anchor.page);
    if (lines) lines.push(anchor.line);
    else byPage.set(anchor.page, [anchor.line]);
  }
  for (const lines of byPage.values()) lines.sort((a, b) => a - b);
  return ({ page, line }) => {
    const lines = byPage.get(page)!;
    return {
      from: lines.findLast((other) => other < line) ?? Number.NEGATIVE_INFINITY,
      to: lines.find((other) => other > line) ?? Number.POSITIVE_INFINITY,
    };
  };
}

/** How many lines below (or above) its row's anchor each member usually stands. */
function usualOffsets(rows: readonly Row[], anchors: readonly (Anchor | null)[]): Map<string, number> {
  const votes = new Map<string, Map<number, number>>();
  rows.forEach((row, number) => {
    const anchor = anchors[number];
    if (!anchor) return;
    for (const { leaf, places } of row) {
      const here = (places.byPage.get(anchor.page) ?? []).map(({ line }) => line - anchor.line);
      const near = new Set(here.filter((offset) => Math.abs(offset) < DECAY.length));
      const ofMember = votes.get(leaf.pattern) ?? new Map<number, number>();
      votes.set(leaf.pattern, ofMember);
      // Of two equally common offsets the nearer one: every further line is a little less likely.
      for (const offset of near) {
        ofMember.set(offset, (ofMember.get(offset) ?? 0) + DECAY[Math.abs(offset)]! ** 0.1 / near.size);
      }
    }
  });
  return new Map(
    [...votes].map(([pattern, offsets]) => [pattern, [...offsets].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0]),
  );
}

/** Values that stand nowhere near their row: texts and dates wherever they are, telling numbers as displaced. */
function placeFar(
  rows: readonly Row[],
  anchors: readonly (Anchor | null)[],
  state: { placed: (PlacedLeaf | null)[][]; prints: Prints },
): void {
  rows.forEach((row, number) => {
    row.forEach(({ leaf, places }, position) => {
      if (state.placed[number]![position]) return;
      const anchor = anchors[number] ?? { page: 0, line: 0 };
      let best: Candidate | null = null;
      let bestDistance = Number.POSITIVE_INFINITY;
      for (const candidates of places.byPage.values()) {
        for (const candidate of candidates) {
          const telling = candidate.shareable || isTelling(leaf);
          const lines =
            Math.abs(candidate.page - anchor.page) * 10_000 + Math.abs(candidate.line - anchor.line);
          // With the other sign or against the document's habit only when it stands nowhere else.
          const far = candidate.quality < 1 ? lines + 1_000_000 : lines;
          if (telling && far < bestDistance && state.prints.isFreeFor(number, candidate)) {
            best = candidate;
            bestDistance = far;
          }
        }
      }
      if (!best) return;
      state.prints.take(best, number);
      state.placed[number]![position] = { candidate: best, displaced: !best.shareable };
    });
  });
}

/** What stands beside a column, or with the other sign, is another number unless nothing better is this many lines near. */
const DETOUR = 2;

/** Points by which the right edges of one column's numbers differ at most, centred columns included. */
const OFF_COLUMN = 20;

/** Where each member of the rows usually stands: the mean right edge of its column. */
class Columns {
  readonly #edges = new Map<string, { sum: number; count: number }>();

  learn(leaf: Leaf, candidate: Candidate): void {
    const edge = this.#edges.get(leaf.pattern) ?? { sum: 0, count: 0 };
    edge.sum += candidate.right;
    edge.count++;
    this.#edges.set(leaf.pattern, edge);
  }

  /** Lines that a number may be further away for standing in its column and with its own sign. */
  detour(leaf: Leaf, candidate: Candidate): number {
    if (candidate.shareable) return 0;
    const edge = this.#edges.get(leaf.pattern);
    const isOff = edge !== undefined && Math.abs(candidate.right - edge.sum / edge.count) > OFF_COLUMN;
    return (isOff ? DETOUR : 0) + (candidate.quality < 1 ? DETOUR : 0);
  }

  /** Points from the column; before one is known, what stands further right is nearer for the last column only. */
  distance(leaf: Leaf, candidate: Candidate): number {
    const edge = this.#edges.get(leaf.pattern);
    if (edge) return Math.abs(candidate.right - edge.sum / edge.count);
    return /amount|total|net/.test(leaf.key) ? -candidate.right : candidate.right;
  }
}
