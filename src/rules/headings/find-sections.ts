import type { PdfOutlineEntry } from '../../pdf/pdf.ts';
import type { HeadingPage } from './heading-page.ts';
import { outlineStarts } from './outline-starts.ts';
import type { SectionMap } from './section.ts';
import { settleSections } from './settle-sections.ts';

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
export function findSections({ outline, pages, pageCount }: SectionSources): SectionMap | null {
  const byNumber = new Map(pages.map((page) => [page.pageNumber, page]));
  const marked = outlineStarts(outline, { pageCount, pages: byNumber });
  if (marked.length > 0) return settleSections(marked, { pageCount, pages: byNumber, origin: 'outline' });
  return null;
}
