import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

/** What a generated book is made of; every section has one page of prose, or `pagesPerSection`. */
export interface BookPlan {
  readonly chapters: number;
  /** Default 2. */
  readonly sectionsPerChapter?: number;
  /** Default 1. */
  readonly pagesPerSection?: number;
  /** Bookmarks; default false. */
  readonly outline?: boolean;
  /** A printed table of contents with dot leaders; default false. */
  readonly contents?: boolean;
  /** A picture, as a data URI, on the first page of every chapter: one too large to travel inline, for instance. */
  readonly picture?: string;
}

/** One heading of a generated book. */
export interface BookHeading {
  readonly title: string;
  readonly number: string;
  readonly level: 1 | 2;
  /** Physical, from 1. */
  readonly pageNumber: number;
}

const NAMES =
  'Harbour Orchard Lantern Meadow Granite Copper Willow Falcon Marble Saffron Juniper Cobalt'.split(' ');
const NOUNS =
  'tide valve ledger furnace compass turbine archive glacier lattice membrane signal orchard'.split(' ');
const VERBS = 'regulates measures describes predicts limits carries balances compares records protects'.split(
  ' ',
);
const LINES_A_PAGE = 38;
const ENTRIES_A_PAGE = 40;

/** Heading by number: the same for the same number. */
const nameOf = (at: number): string =>
  `${NAMES[at % NAMES.length]} ${NOUNS[(at * 7 + 3) % NOUNS.length]} ${romanless(at)}`;
const romanless = (at: number): string => ['principles', 'practice', 'limits', 'history', 'methods'][at % 5]!;

function sentence(seed: number): string {
  const pick = (list: readonly string[], step: number): string => list[(seed * step + step) % list.length]!;
  return `The ${pick(NOUNS, 5)} of the ${pick(NAMES, 3).toLowerCase()} ${pick(VERBS, 7)} every ${pick(NOUNS, 11)} near the ${pick(NOUNS, 13)}.`;
}

/**
 * Writes a book with a title page, running heads and printed page numbers that begin at 1 after the front matter.
 * Answers its headings. Memory does not grow with its pages.
 */
export async function writeBookPdf(path: string, plan: BookPlan): Promise<BookHeading[]> {
  const { chapters, sectionsPerChapter = 2, pagesPerSection = 1 } = plan;
  const count = chapters * (1 + sectionsPerChapter);
  const front = 1 + (plan.contents ? Math.ceil(count / ENTRIES_A_PAGE) : 0);
  const perChapter = sectionsPerChapter * pagesPerSection;
  const headings: BookHeading[] = [];
  for (let chapter = 0; chapter < chapters; chapter++) {
    const first = front + chapter * perChapter + 1;
    headings.push({ title: nameOf(chapter), number: `${chapter + 1}`, level: 1, pageNumber: first });
    for (let at = 0; at < sectionsPerChapter; at++) {
      headings.push({
        title: nameOf(chapter * 31 + at * 5 + 17),
        number: `${chapter + 1}.${at + 1}`,
        level: 2,
        pageNumber: first + at * pagesPerSection,
      });
    }
  }
  const document = new PDFDocument({ size: 'A5', autoFirstPage: false, info: { Title: 'A generated book' } });
  const file = document.pipe(createWriteStream(path));
  const text = (size: number, x: number, y: number, words: string): void => {
    document.font('Times-Roman').fontSize(size).text(words, x, y, { lineBreak: false });
  };
  document.addPage();
  text(26, 60, 150, 'A generated book');
  if (plan.contents) writeContents();
  let parent = document.outline;
  for (const [index, { title, number, level, pageNumber }] of headings.entries()) {
    if (level === 1) continue;
    for (let page = 0; page < pagesPerSection; page++) {
      document.addPage();
      const physical = pageNumber + page;
      if (page === 0 && plan.outline) {
        const above = headings[index - 1]!;
        if (above.level === 1) parent = document.outline.addItem(`${above.number} ${above.title}`);
        parent.addItem(`${number} ${title}`);
      }
      const chapter = headings.findLast((one, at) => at < index && one.level === 1)!;
      text(9, 60, 20, `${chapter.number} ${chapter.title}`);
      text(9, 200, 570, `${physical - front}`);
      let y = 50;
      if (page === 0 && chapter.pageNumber === physical) {
        if (plan.picture) document.image(plan.picture, 60, 500, { width: 40 });
        text(20, 60, y, `${chapter.number} ${chapter.title}`);
        y += 40;
      }
      if (page === 0) {
        text(14, 60, y, `${number} ${title}`);
        y += 28;
      }
      for (let line = 0; y < 540 && line < LINES_A_PAGE; line++, y += 13)
        text(9, 60, y, sentence(physical * 41 + line));
    }
  }
  document.end();
  await finished(file);
  return headings;

  function writeContents(): void {
    for (const [at, { title, number, level, pageNumber }] of headings.entries()) {
      const row = at % ENTRIES_A_PAGE;
      if (row === 0) {
        document.addPage();
        if (at === 0) text(20, 60, 40, 'Contents');
      }
      const label = `${pageNumber - front}`;
      const words = `${number} ${title} ${'. '.repeat(level === 1 ? 30 : 28)}`;
      text(9, level === 1 ? 60 : 72, 70 + row * 12, `${words}${label}`);
    }
  }
}
