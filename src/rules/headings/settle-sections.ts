import { fold } from '../fold.ts';
import type { HeadingPage } from './heading-page.ts';
import { HEADING_LABELS, readHeadingText } from './heading-text.ts';
import type { Section, SectionKind, SectionMap, SectionOrigin, SectionStart } from './section.ts';

const FRONT =
  /^(?:preface|foreword|contents|table of contents|brief contents|acknowledge?ments?|about (?:this|the) (?:book|manual|authors?|document|guide)|abstract|copyright|colophon|dedication|title page|cover|list of (?:figures|tables|listings|symbols|abbreviations)|vorwort|geleitwort|inhalt|inhaltsverzeichnis|danksagung|avant-propos|sommaire|table des matieres|remerciements|prologo|prefacio|indice general|contenido|agradecimientos|prefazione|sommario|voorwoord|inhoud|inhoudsopgave)$/;
const BACK =
  /^(?:index|subject index|name index|(?:[a-z]+(?: and [a-z]+)? )?index|bibliography|references|works cited|further reading|glossary|colophon|about the authors?|notes|endnotes|literatur|literaturverzeichnis|stichwortverzeichnis|sachverzeichnis|register|glossar|bibliographie|glossaire|bibliografia|referencias|glosario|riferimenti|glossario|literatuur)$/;

/** True for a title that front or back matter has: a preface, contents, an index. */
export function isMatterTitle(title: string): boolean {
  const name = plainName(title);
  return FRONT.test(name) || BACK.test(name);
}

const plainName = (title: string): string => fold(readHeadingText(title).name).replace(/[.:]+$/, '');

/** Points that no page is high. */
const PLACES_A_PAGE = 1e6;

/** Gives each start its parent, end and kind, and says which pages are front and back matter. */
export function settleSections(
  starts: readonly SectionStart[],
  {
    pageCount,
    pages,
    origin,
  }: {
    readonly pageCount: number;
    /** Those that were read, by page number: they tell whether a section begins below the end of another. */
    readonly pages: ReadonlyMap<number, HeadingPage>;
    readonly origin: SectionOrigin;
  },
): SectionMap {
  const parents = parentsOf(starts);
  const kinds = kindsOf(starts);
  const ends = endsOf(starts, parents, { pageCount, pages });
  const sections = starts.map(
    (start, index): Section => ({
      title: start.title,
      number: start.number,
      level: start.level,
      parent: parents[index]!,
      startPage: start.startPage,
      endPage: ends[index]!,
      startTop: start.startTop,
      kind: kinds[index]!,
      origin: start.origin,
    }),
  );
  return { sections, ...matterOf(sections, pageCount), origin };
}

function parentsOf(starts: readonly SectionStart[]): (number | null)[] {
  const open: number[] = [];
  return starts.map(({ level }, index) => {
    while (open.length > 0 && starts[open.at(-1)!]!.level >= level) open.pop();
    const parent = open.at(-1) ?? null;
    open.push(index);
    return parent;
  });
}

/** A section ends where the next one of its level or a higher one begins, wherever that stands in the list. */
function endsOf(
  starts: readonly SectionStart[],
  parents: readonly (number | null)[],
  { pageCount, pages }: { readonly pageCount: number; readonly pages: ReadonlyMap<number, HeadingPage> },
): number[] {
  const places: number[] = [];
  for (const { startPage, startTop } of starts) {
    const before = places.at(-1) ?? 0;
    // Where the top is unknown, the one before it in the list stands above it if it is on its page.
    const unknown = Math.floor(before / PLACES_A_PAGE) === startPage ? before : startPage * PLACES_A_PAGE;
    places.push(startTop === null ? unknown : startPage * PLACES_A_PAGE + Math.max(0, startTop));
  }
  const order = starts.map((_, index) => index).sort((a, b) => places[a]! - places[b]! || a - b);
  const ends = starts.map(() => pageCount);
  const open: number[] = [];
  for (const index of order) {
    const start = starts[index]!;
    while (open.length > 0 && starts[open.at(-1)!]!.level >= start.level) {
      const ended = open.pop()!;
      const shares = sharesPage(start, pages);
      ends[ended] = Math.max(starts[ended]!.startPage, shares ? start.startPage : start.startPage - 1);
    }
    open.push(index);
  }
  for (let index = starts.length - 1; index >= 0; index--) {
    const parent = parents[index];
    if (parent !== null && parent !== undefined) ends[parent] = Math.max(ends[parent]!, ends[index]!);
  }
  return ends;
}

/** True when something stands above the heading on its page, beside a running head. */
function sharesPage(start: SectionStart, pages: ReadonlyMap<number, HeadingPage>): boolean {
  const page = pages.get(start.startPage);
  const { startTop } = start;
  // Where the page is unread, chapters begin a page and what is below them does not.
  if (!page || startTop === null) return start.level > 1;
  const head = page.height * 0.1;
  const above = page.lines.filter(
    ({ y1, y0, text }) => y1 <= startTop + 1 && y0 > head && readHeadingText(text).name.length > 2,
  );
  return above.length > 0;
}

function kindsOf(starts: readonly SectionStart[]): SectionKind[] {
  const names = starts.map(({ title }) => plainName(title));
  const top = Math.min(...starts.map(({ level }) => level));
  const isPart = (index: number) => HEADING_LABELS.get(starts[index]!.label ?? '') === 'part';
  const hasParts = starts.some(({ level }, index) => level === top && isPart(index));
  // Front matter ends where the first chapter begins: a preface after it is a chapter of a later part.
  let begun = false;
  let appendices = false;
  return starts.map(({ level, label, number }, index): SectionKind => {
    const name = names[index]!;
    if (level > top && !(hasParts && level === top + 1)) return 'section';
    if (!begun && FRONT.test(name)) return 'front';
    if (begun && BACK.test(name)) return 'back';
    if (level === top && isPart(index)) {
      begun = true;
      return 'part';
    }
    if (
      HEADING_LABELS.get(label ?? '') === 'appendix' ||
      (begun && number !== null && /^[A-Z]$/.test(number) && (number === 'A' || appendices))
    ) {
      begun = true;
      appendices = true;
      return 'appendix';
    }
    begun = true;
    return 'chapter';
  });
}

function matterOf(
  sections: readonly Section[],
  pageCount: number,
): Pick<SectionMap, 'frontMatter' | 'backMatter'> {
  const owner = new Map<number, SectionKind>();
  for (const { kind, startPage, endPage, parent } of sections) {
    if (parent !== null) continue;
    for (let page = startPage; page <= endPage; page++) {
      const known = owner.get(page);
      if (known === undefined || known === 'front' || known === 'back') owner.set(page, kind);
    }
  }
  const front: number[] = [];
  const back: number[] = [];
  const firstBody = Math.min(
    ...sections.filter(({ kind }) => kind !== 'front' && kind !== 'back').map(({ startPage }) => startPage),
  );
  for (let page = 1; page <= pageCount; page++) {
    const kind = owner.get(page);
    if (kind === 'front' || (kind === undefined && page < firstBody)) front.push(page);
    else if (kind === 'back' || kind === undefined) back.push(page);
  }
  return { frontMatter: front, backMatter: back };
}
