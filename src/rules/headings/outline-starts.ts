import type { PdfOutlineEntry } from '../../pdf/pdf.ts';
import type { HeadingPage } from './heading-page.ts';
import { readHeadingText } from './heading-text.ts';
import { locateTitle } from './locate-title.ts';
import type { SectionStart } from './section.ts';

/**
 * The entries of an outline as starts, in its order. An entry that leads nowhere stands where the first below it does;
 * without one it is left out, as are entries without a title.
 */
export function outlineStarts(
  outline: readonly PdfOutlineEntry[],
  { pageCount, pages }: { readonly pageCount: number; readonly pages: ReadonlyMap<number, HeadingPage> },
): SectionStart[] {
  const starts: SectionStart[] = [];
  const walk = (entries: readonly PdfOutlineEntry[], level: number): void => {
    for (const entry of entries) {
      const startPage = pageOf(entry);
      const isPlace = startPage !== null && startPage <= pageCount && entry.title !== '';
      if (isPlace) {
        const page = pages.get(startPage);
        const startTop = page ? (locateTitle(page, entry.title)?.top ?? null) : null;
        const { number, label } = readHeadingText(entry.title);
        starts.push({ title: entry.title, number, label, level, startPage, startTop, origin: 'outline' });
      }
      walk(entry.children, isPlace ? level + 1 : level);
    }
  };
  walk(outline, 1);
  return starts;
}

function pageOf(entry: PdfOutlineEntry): number | null {
  if (entry.pageNumber !== null) return entry.pageNumber;
  for (const child of entry.children) {
    const page = pageOf(child);
    if (page !== null) return page;
  }
  return null;
}
