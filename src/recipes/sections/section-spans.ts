import { Problem } from '../../problem/problem.ts';
import { readHeadingText, titleKey } from '../../rules/headings/heading-text.ts';
import type { Section, SectionMap } from '../../rules/headings/section.ts';
import { readPageSpan } from './page-spans.ts';
import type { SectionsOptions } from './sections-schema.ts';
import type { PageCut } from './sentences.ts';

/** What one section's task looks at. */
export interface SectionSpan {
  /** Place of the section in the list. */
  readonly index: number;
  readonly pageNumbers: readonly number[];
  readonly cut: PageCut;
}

/** The level that chapters have: below the parts, where a book has them. */
export function chapterLevel({ sections }: SectionMap): number {
  const chapter =
    sections.find(({ kind }) => kind === 'chapter') ?? sections.find(({ kind }) => kind === 'appendix');
  return chapter?.level ?? 1;
}

/**
 * The tasks: every section down to `level`, from its heading to the next one's. A section over others has what stands
 * before the first of them.
 */
export function spansOf(sections: readonly Section[], level: number): SectionSpan[] {
  const asked = sections.flatMap((section, index) => (section.level <= level ? [{ section, index }] : []));
  return asked.map(({ section, index }): SectionSpan => {
    const { startPage, startTop } = section;
    const next = asked.find(
      (other) =>
        other.index > index &&
        (other.section.startPage > startPage || (other.section.startTop ?? 0) >= (startTop ?? 0)),
    );
    const isBelow = next !== undefined && next.section.level > section.level;
    const end = isBelow
      ? endBefore(section, next.section)
      : { page: section.endPage, bottom: bottomOf(section, next?.section) };
    return {
      index,
      pageNumbers: Array.from({ length: Math.max(1, end.page - startPage + 1) }, (_, at) => startPage + at),
      cut: { top: startTop, bottom: end.bottom },
    };
  });
}

function endBefore(
  section: Section,
  next: Section,
): { readonly page: number; readonly bottom: number | null } {
  const page = Math.max(section.startPage, next.startPage);
  return { page, bottom: next.startTop };
}

/** The next section cuts the last page off where it begins on it. */
const bottomOf = (section: Section, next: Section | undefined): number | null =>
  next && next.startPage === section.endPage ? next.startTop : null;

/** The sections that the user wants, as a map of their own. Throws `invalid-option`, `invalid-page-range`. */
export function chosenSections(
  found: SectionMap,
  wanted: NonNullable<SectionsOptions['sections']>,
  { pageCount, labels }: { readonly pageCount: number; readonly labels: readonly (string | null)[] },
): { readonly map: SectionMap; readonly spans: SectionSpan[] } {
  const sections: Section[] = [];
  const spans: SectionSpan[] = [];
  const add = (section: Section, pageNumbers: readonly number[], cut: PageCut): void => {
    spans.push({ index: sections.length, pageNumbers, cut });
    sections.push({ ...section, parent: null });
  };
  for (const one of wanted) {
    const spec = typeof one === 'string' ? { name: one } : one;
    const byTitle = typeof one === 'string' || (!one.pages && !one.page_labels);
    const known = byTitle ? titled(found.sections, spec.name ?? '') : undefined;
    if (known) {
      const [span] = spansOf([known, ...after(found.sections, known)], known.level);
      add(known, span!.pageNumbers, span!.cut);
      continue;
    }
    const range = typeof one === 'string' ? one : (one.page_labels ?? one.pages);
    const isRange =
      range !== undefined && /^[\p{L}\d\s,\u2010-\u2015-]+$/u.test(range) && /\d|^[ivxlc\s,-]+$/i.test(range);
    if (range === undefined || (byTitle && !isRange)) {
      throw new Problem('invalid-option', {
        detail: `The document has no section "${spec.name}"; list them with the same command without --set sections`,
        // Other documents of the job may have it.
        disposition: 'fail',
      });
    }
    const asLabels = typeof one !== 'string' && one.page_labels !== undefined;
    const pageNumbers = readPageSpan(range, { pageCount, labels, asLabels });
    const section: Section = {
      title: spec.name ?? range,
      number: null,
      level: 1,
      parent: null,
      startPage: Math.min(...pageNumbers),
      endPage: Math.max(...pageNumbers),
      startTop: null,
      kind: 'section',
      origin: 'given',
    };
    add(section, pageNumbers, { top: null, bottom: null });
  }
  return { map: { ...found, sections, origin: 'given' }, spans };
}

const after = (sections: readonly Section[], known: Section): Section[] =>
  sections.slice(sections.indexOf(known) + 1).filter(({ level }) => level <= known.level);

function titled(sections: readonly Section[], name: string): Section | undefined {
  const key = titleKey(name);
  const keysOf = ({ title, number }: Section): string[] =>
    [title, `${number ?? ''} ${title}`, readHeadingText(title).name].map(titleKey);
  return (
    sections.find(({ number }) => number !== null && number === name.trim()) ??
    (key === '' ? undefined : sections.find((section) => keysOf(section).includes(key)))
  );
}
