/** An entry of a true outline, as the corpus has it. */
export interface TrueEntry {
  readonly title: string;
  readonly page: number | null;
  readonly children: readonly TrueEntry[];
}

/** What is compared of a section. */
export interface FoundSection {
  readonly section_name: string;
  readonly start_page: number;
}

/** Letters and digits, without a number in front: outlines leave out numbers that are printed, and the other way round. */
function keysOf(title: string): string[] {
  const letters = (text: string): string =>
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  const bare = title.replace(/^(?:(?:chapter|part|appendix)\s+)?(?:[\dA-Z]+(?:\.\d+)*|[IVX]+)[.:]?\s+/i, '');
  const counted = title.replace(
    /^(?:第\s*[\d一二三四五六七八九十百]+\s*[章节節部篇编編]|附\s*[录錄]\s*[A-Z\d])\s*/u,
    '',
  );
  return [letters(title), letters(bare), letters(counted)];
}

/** All entries of an outline, parents before their children. */
export function flatOutline(outline: readonly TrueEntry[]): TrueEntry[] {
  return outline.flatMap((entry) => [entry, ...flatOutline(entry.children)]);
}

/** Share of the true entries that were found: the same title on the same page, each found section counted once. */
export function shareFound(outline: readonly TrueEntry[], found: readonly FoundSection[]): number {
  const left = new Set(found);
  const entries = flatOutline(outline);
  const hits = entries.filter(({ title, page }) => {
    const keys = keysOf(title);
    const hit = [...left].find(
      ({ section_name, start_page }) =>
        start_page === page && keysOf(section_name).some((key) => key !== '' && keys.includes(key)),
    );
    return hit !== undefined && left.delete(hit);
  });
  return hits.length / entries.length;
}
