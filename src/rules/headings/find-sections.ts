import type { PdfOutlineEntry } from '../../pdf/pdf.ts';
import { readContents } from './contents.ts';
import { findHeadings } from './find-headings.ts';
import type { HeadingPage } from './heading-page.ts';
import { outlineStarts } from './outline-starts.ts';
import { placeContents } from './place-contents.ts';
import type { SectionMap } from './section.ts';
import { settleSections } from './settle-sections.ts';

/** Share of the entries of a table of contents whose headings are found in the text. */
const LOCATED_SHARE = 0.5;

/** What sections are found from. */
export interface SectionSources {
  /** Empty: the document has none, or it is not to be looked at. */
  readonly outline: readonly PdfOutlineEntry[];
  /** Pages that were read; all of them where headings are to be found. */
  readonly pages: readonly HeadingPage[];
  /** Label of each page by index, as viewers show it; null where the file has none. Empty: unknown. */
  readonly pageLabels: readonly (string | null)[];
  readonly pageCount: number;
}

/**
 * Finds the sections of a document: its outline first, then headings by type and number with the printed contents.
 * Null when it has neither.
 */
export function findSections({ outline, pages, pageLabels, pageCount }: SectionSources): SectionMap | null {
  const byNumber = new Map(pages.map((page) => [page.pageNumber, page]));
  const marked = outlineStarts(outline, { pageCount, pages: byNumber });
  if (marked.length > 0) return settleSections(marked, { pageCount, pages: byNumber, origin: 'outline' });
  const contents = readContents(pages);
  const placed = placeContents(contents, { pages, pageLabels });
  const located = placed.filter(({ startTop }) => startTop !== null).length;
  // A list whose titles head no page is something else: an index, a table of dates.
  const isContents = located >= placed.length * LOCATED_SHARE;
  const starts = findHeadings(pages, {
    listed: isContents ? placed : [],
    contentsPages: new Set(isContents ? contents.map(({ pageNumber }) => pageNumber) : []),
  });
  if (starts.length > 0) return settleSections(starts, { pageCount, pages: byNumber, origin: 'headings' });
  return null;
}
