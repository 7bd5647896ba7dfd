import type { Evidence, Origin } from '../domain/evidence.ts';
import type { PageText } from '../domain/page-text.ts';
import {
  type Candidate,
  type DocumentHabits,
  findNearlyOnPage,
  findOnPage,
  habitsOf,
  kindOf,
} from './candidates.ts';
import { confidence } from './confidence.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { boxOf, indexPage, type PageIndex, quoteOf } from './page-index.ts';
import { type LeafPlaces, type Places, placeRows } from './row-places.ts';
import { SummedTaxes } from './summed-taxes.ts';

/** What to look for, and who said it. */
export interface LocateOptions {
  /** Which leaves to look for, by pattern such as `items[].amount`; a pattern covers all below it. Default: all. */
  readonly evidencePaths?: readonly string[];
  readonly origin: Origin;
  /** Page to prefer for values that stand on several and whose page the answer does not say. */
  readonly preferredPage?: number;
}

/** A value, its evidence, and what evidence alone does not tell. */
export interface Located {
  readonly evidence: Evidence;
  readonly candidate: Candidate | null;
  /** It stands away from the other values of its row. */
  readonly displaced: boolean;
  /** It is printed, but other rows stand on every print of it. */
  readonly taken: boolean;
}

/**
 * Finds where each string and number of `value` stands on `pages`, in the order they are written. Values of one row
 * (a flat object in a list) are looked for together, each row on prints of its own; a `page_number` in the object, or
 * above it, is believed first. A value that stands nowhere comes back with match `none` and no place.
 */
export function locateValues(value: unknown, pages: readonly PageText[], options: LocateOptions): Evidence[] {
  return locate(value, pages, options).map(({ evidence }) => evidence);
}

/** As `locateValues`, with the places themselves. */
export function locate(value: unknown, pages: readonly PageText[], options: LocateOptions): Located[] {
  const leaves = leavesOf(value, options.evidencePaths);
  const finder = new Finder(pages, options.preferredPage);
  const places = leaves.map((leaf) => finder.find(leaf));
  const located: (Located | undefined)[] = leaves.map(() => undefined);
  const settle = (position: number, candidate: Candidate | null, displaced: boolean): void => {
    const evidence = evidenceOf(leaves[position]!, candidate, {
      indexes: finder.indexes,
      origin: options.origin,
      displaced,
    });
    const taken = candidate === null && places[position]!.count > 0;
    located[position] = { evidence, candidate, displaced, taken };
  };

  const rows = new Map<string, number[]>();
  leaves.forEach((leaf, position) => {
    if (leaf.row === null) return;
    const members = rows.get(leaf.row);
    if (members) members.push(position);
    else rows.set(leaf.row, [position]);
  });
  const groups = [...rows.values()];
  const placed = placeRows(
    groups.map((group) => group.map((at): LeafPlaces => ({ leaf: leaves[at]!, places: places[at]! }))),
    pages.map((page) => page.pageNumber),
  );
  const taken = new Set<string>();
  groups.forEach((group, row) => {
    group.forEach((at, member) => {
      const { candidate, displaced } = placed[row]![member]!;
      settle(at, candidate, displaced);
      if (candidate) taken.add(`${candidate.page}:${candidate.words[0]}`);
    });
  });
  const summed = new SummedTaxes(pages);
  leaves.forEach((leaf, position) => {
    if (leaf.row !== null && located[position]?.candidate) return;
    const alone = leaf.row === null ? finder.choose(places[position]!, taken) : null;
    const candidate = alone ?? (places[position]!.count === 0 ? summed.find(leaf) : null);
    if (leaf.row === null || candidate) settle(position, candidate, false);
  });
  return located as Located[];
}

function evidenceOf(
  leaf: Leaf,
  candidate: Candidate | null,
  how: { indexes: readonly PageIndex[]; origin: Origin; displaced: boolean },
): Evidence {
  const { origin, displaced } = how;
  const base = { path: leaf.path, value: leaf.value, origin };
  if (!candidate) {
    return {
      ...base,
      pageNumber: null,
      box: null,
      quote: null,
      match: 'none',
      confidence: confidence({ match: 'none', origin }),
    };
  }
  const { page } = how.indexes[candidate.page]!;
  const { match, quality, words } = candidate;
  const recognised = words.flatMap((word) => page.words[word]!.confidence ?? []);
  const ocr =
    recognised.length === 0
      ? {}
      : { ocrConfidence: recognised.reduce((sum, one) => sum + one, 0) / recognised.length };
  return {
    ...base,
    pageNumber: page.pageNumber,
    box: boxOf(page, words),
    quote: quoteOf(page, words),
    match,
    confidence: confidence({ match, quality, origin, displaced, ...ocr }),
  };
}

const NO_PLACES: Places = { count: 0, byPage: new Map() };

/** Looks values up on all pages and remembers equal ones. */
class Finder {
  readonly indexes: readonly PageIndex[];
  readonly #pages: readonly PageText[];
  readonly #preferredPage: number | undefined;
  readonly #habits: DocumentHabits;
  readonly #known = new Map<string, Places>();

  constructor(pages: readonly PageText[], preferredPage: number | undefined) {
    this.#pages = pages;
    this.#preferredPage = preferredPage;
    this.indexes = pages.map(indexPage);
    this.#habits = habitsOf(this.indexes);
  }

  /** Candidates on the pages the answer names; only when there are none, on all others; only then, near ones. */
  find(leaf: Leaf): Places {
    const said = leaf.saidPages;
    const key = `${kindOf(leaf)} ${said.join()} ${leaf.value}`;
    let places = this.#known.get(key);
    if (!places) {
      const named = said.length > 0 ? (page: PageText) => said.includes(page.pageNumber) : () => true;
      const others = (page: PageText): boolean => !named(page);
      const exactly = (index: PageIndex, page: number) => findOnPage(index, page, leaf, this.#habits);
      const nearly = (index: PageIndex, page: number) => findNearlyOnPage(index, page, leaf);
      // On recognised pages a slip on the named page is likelier than an equal value elsewhere.
      const recognised = (page: PageText): boolean => named(page) && page.origin === 'ocr';
      const searches = [
        [named, exactly],
        [recognised, nearly],
        [others, exactly],
        [named, nearly],
        [others, nearly],
      ] as const;
      places = NO_PLACES;
      for (const [where, search] of searches) {
        if (places.count === 0) places = this.#collect(where, search);
      }
      this.#known.set(key, places);
    }
    return places;
  }

  #collect(
    where: (page: PageText) => boolean,
    search: (index: PageIndex, page: number) => Candidate[],
  ): Places {
    const byPage = new Map<number, Candidate[]>();
    let count = 0;
    this.#pages.forEach((page, number) => {
      if (!where(page)) return;
      const found = search(this.indexes[number]!, number);
      if (found.length > 0) byPage.set(number, found);
      count += found.length;
    });
    return { count, byPage };
  }

  /** The best place for a value that stands alone: best match, preferred page, not a row's own print, first. */
  choose(places: Places, taken: ReadonlySet<string>): Candidate | null {
    let best: Candidate | null = null;
    let bestRank = Number.NEGATIVE_INFINITY;
    for (const candidates of places.byPage.values()) {
      for (const candidate of candidates) {
        const rank =
          candidate.quality +
          (candidate.match === 'exact' ? 0.5 : 0) +
          (this.#pages[candidate.page]!.pageNumber === this.#preferredPage ? 4 : 0) +
          (taken.has(`${candidate.page}:${candidate.words[0]}`) ? 0 : 2);
        if (rank > bestRank) {
          best = candidate;
          bestRank = rank;
        }
      }
    }
    return best;
  }
}
