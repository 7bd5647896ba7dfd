import type { PdfOutlineEntry } from '../pdf.ts';
import type { BookmarkHandle, DocumentHandle, Pdfium } from './pdfium.ts';

// Damaged outlines run in circles; the longest real one measured has 1,426 entries.
const MAX_ENTRIES = 20_000;
const MAX_DEPTH = 32;

/** Reads the outline with its page numbers; stops at 20,000 entries, 32 levels or an entry seen before. */
export function readOutline(pdfium: Pdfium, document: DocumentHandle): readonly PdfOutlineEntry[] {
  const seen = new Set<BookmarkHandle>();

  function level(parent: BookmarkHandle | null, depth: number): PdfOutlineEntry[] {
    const entries: PdfOutlineEntry[] = [];
    if (depth >= MAX_DEPTH) return entries;
    let bookmark = pdfium.firstBookmark(document, parent);
    while (bookmark !== null && !seen.has(bookmark) && seen.size < MAX_ENTRIES) {
      seen.add(bookmark);
      const pageIndex = pdfium.bookmarkPageIndex(document, bookmark);
      entries.push({
        title: pdfium.bookmarkTitle(bookmark).replace(/\s+/g, ' ').trim(),
        pageNumber: pageIndex < 0 ? null : pageIndex + 1,
        children: level(bookmark, depth + 1),
      });
      bookmark = pdfium.nextBookmark(document, bookmark);
    }
    return entries;
  }

  return level(null, 0);
}
