import type { Passage } from '../../domain/passage.ts';
import { type CutPassage, cutPassages, type PageStretch } from '../../passages/cut-passages.ts';
import { plainWords, stem } from '../../passages/plain-words.ts';
import { toProblem } from '../../problem/problem.ts';
import { type HeadingLine, type HeadingPage, readHeadingPage } from '../../rules/headings/heading-page.ts';
import type { CollectionMember, RecipeCollection } from '../recipe.ts';
import type { SourceResult } from './course-schema.ts';
import { noteNumbers, type ProseSentence, readProse } from './read-prose.ts';

/** Pages read at once. */
const PAGES_AT_ONCE = 8;
/** Share of a page's height, at its top and foot, where running lines stand. */
const MARGIN = 0.1;
/** A line that comes back on so many pages is no text of theirs. */
const RUNNING = 3;

/** A section of one source of the course. */
export interface CourseSection {
  /** Place among all sections of the course; what a model names it by. */
  readonly id: string;
  readonly member: CollectionMember;
  readonly title: string;
  readonly level: number;
  readonly parent: CourseSection | null;
  readonly kind: SourceResult['sections'][number]['kind'];
  /** Pages of the collection. */
  readonly firstPage: number;
  readonly lastPage: number;
  /** Top of its heading, in points; 0 where it is unknown. */
  readonly top: number;
}

/** A passage of the course. */
export interface CoursePassage extends CutPassage<CourseSection> {
  /** Its sentences that can be read by themselves. */
  readonly prose: readonly ProseSentence[];
}

/** What the sources say, cut into passages that follow their sections. */
export interface CourseText {
  /** Titles that sources bear in large type where their text begins. */
  readonly titles: ReadonlyMap<CollectionMember, string>;
  readonly sections: readonly CourseSection[];
  readonly passages: readonly CoursePassage[];
  /** Pages that could not be read, with why. */
  readonly failures: ReadonlyMap<number, ReturnType<typeof toProblem>>;
  /** Pages without text. */
  readonly empty: ReadonlySet<number>;
}

/** Reads all sources of a course. A page that cannot be read is named and left out. */
export async function readCourseText(collection: RecipeCollection): Promise<CourseText> {
  const sections = collection.members.flatMap(sectionsOf);
  const failures = new Map<number, ReturnType<typeof toProblem>>();
  const empty = new Set<number>();
  const passages: CoursePassage[] = [];
  const titles = new Map<CollectionMember, string>();
  for (const member of collection.members) {
    const pages = await readPages(collection, member, failures);
    const own = sections.filter((section) => section.member === member);
    const kept = withoutRunning(pages, own);
    for (const { pageNumber, lines } of pages) if (lines.length === 0) empty.add(pageNumber);
    const size = bodySize(kept);
    passages.push(...withProse(cutPassages(stretchesOf(kept, own)), size));
    const cover = pages.find(
      ({ pageNumber, lines }) => lines.length > 0 && pageNumber < member.firstPage + COVER_PAGES,
    );
    const title = cover ? titleOn(cover, size) : null;
    if (title && !isHeading(title, own) && fitsName(title, member.name)) titles.set(member, title);
  }
  return { titles, sections, passages, failures, empty };
}

/** The height of type that most of a source's letters have. */
function bodySize(pages: readonly HeadingPage[]): number {
  const letters = new Map<number, number>();
  for (const { lines } of pages) {
    for (const { size, text } of lines) letters.set(size, (letters.get(size) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** The title is on the first page with text among so many: covers are pictures. */
const COVER_PAGES = 3;
/** Type of a title against that of the body, at least; words it has. */
const TITLE_SIZE = 1.25;
const TITLE_WORDS = { least: 2, most: 24 };

/** The first lines in the largest type of a page, where they are larger than the body and read as a title does. */
function titleOn({ lines }: HeadingPage, body: number): string | null {
  const largest = Math.max(0, ...lines.map(({ size }) => size));
  if (largest < TITLE_SIZE * body) return null;
  const isLarge = ({ size }: HeadingLine): boolean => size > 0.9 * largest;
  const from = lines.findIndex(isLarge);
  const end = lines.findIndex((line, index) => index > from && !isLarge(line));
  const title = lines
    .slice(from, end === -1 ? undefined : end)
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  const words = plainWords(title).length;
  const letters = title.replace(/[^\p{L}]/gu, '').length;
  const reads = words >= TITLE_WORDS.least && words <= TITLE_WORDS.most && letters > 0.7 * title.length;
  return reads ? title : null;
}

/** True for the heading of one section of several. */
function isHeading(title: string, sections: readonly CourseSection[]): boolean {
  const words = plainWords(title).join(' ');
  const found = sections.find((section) => plainWords(section.title).join(' ').endsWith(words));
  return found !== undefined && sections.filter(({ level }) => level === found.level).length > 1;
}

/** False where the file's name has words and the title none of them: covers bear names of people too. */
function fitsName(title: string, name: string): boolean {
  const file = name.replace(/\.[^.]*$/, '').replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
  const named = (
    plainWords(file)
      .join(' ')
      .match(/\p{L}{3,}/gu) ?? []
  ).map(stem);
  const words = plainWords(title);
  return named.length < 2 || named.some((one) => words.some((word) => word.startsWith(one)));
}

function withProse(passages: readonly CutPassage<CourseSection>[], size: number): CoursePassage[] {
  const byPage = Map.groupBy(passages, ({ pageNumber }) => pageNumber);
  const notes = new Map(
    [...byPage].map(([page, own]) => [
      page,
      noteNumbers(
        own.flatMap(({ paragraphs }) => paragraphs),
        size,
      ),
    ]),
  );
  return passages.map((passage, index) => ({
    ...passage,
    prose: readProse(passage.paragraphs, {
      size,
      before: passages[index - 1]?.paragraphs.at(-1),
      notes: notes.get(passage.pageNumber)!,
    }),
  }));
}

/** Passages as their index takes them. */
export function indexed(passages: readonly CoursePassage[]): Passage[] {
  return passages.map(({ pageNumber, section, text }) => ({ pageNumber, section: section.title, text }));
}

function sectionsOf(member: CollectionMember, index: number): CourseSection[] {
  const found = (member.data as SourceResult | null)?.sections ?? [];
  const made: CourseSection[] = [];
  for (const [
    place,
    { title, number, level, parent, start_page, end_page, start_top, kind },
  ] of found.entries()) {
    made.push({
      id: `${index + 1}.${place + 1}`,
      member,
      title:
        number !== null && !names(title, number)
          ? `${number}${/\d$/.test(number) ? '' : '.'} ${title}`
          : title,
      level,
      parent: parent === null ? null : (made[parent] ?? null),
      kind,
      firstPage: member.firstPage + start_page - 1,
      lastPage: member.firstPage + end_page - 1,
      top: start_top ?? 0,
    });
  }
  return made;
}

/** True where a title begins with its number, or with a word and its number: `Module 3`. */
function names(title: string, number: string): boolean {
  return (
    title
      .split(/[\s:.,–-]+/)
      .slice(0, 2)
      .includes(number) || title.startsWith(number)
  );
}

async function readPages(
  collection: RecipeCollection,
  { firstPage, pageCount }: CollectionMember,
  failures: Map<number, ReturnType<typeof toProblem>>,
): Promise<HeadingPage[]> {
  const pages: HeadingPage[] = [];
  for (let at = 0; at < pageCount; at += PAGES_AT_ONCE) {
    const group = Array.from(
      { length: Math.min(PAGES_AT_ONCE, pageCount - at) },
      (_, index) => firstPage + at + index,
    );
    const read = await Promise.all(
      group.map(async (pageNumber) => {
        try {
          return readHeadingPage(await collection.words(pageNumber));
        } catch (error) {
          const problem = toProblem(error);
          if (problem.disposition === 'stop' || problem.disposition === 'park') throw problem;
          failures.set(pageNumber, problem);
          return null;
        }
      }),
    );
    pages.push(...read.filter((page) => page !== null));
  }
  return pages;
}

/** The pages without the lines that run along their heads and feet: those that come again, and titles of sections. */
function withoutRunning(pages: readonly HeadingPage[], sections: readonly CourseSection[]): HeadingPage[] {
  const isMarginal = ({ height }: HeadingPage, { y0, y1 }: HeadingLine): boolean =>
    y1 < MARGIN * height || y0 > (1 - MARGIN) * height;
  const form = ({ text }: Pick<HeadingLine, 'text'>): string =>
    plainWords(text.replace(/\b(?:\d+|[ivxlc]+)\b/gi, ' ')).join(' ');
  const titles = new Set(sections.map(({ title }) => form({ text: title })));
  const seen = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(page.lines.filter((line) => isMarginal(page, line)).map(form))) {
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  return pages.map((page) => ({
    ...page,
    lines: page.lines.filter((line) => {
      if (!isMarginal(page, line)) return true;
      const key = form(line);
      const isTitle = titles.has(key.replace(/^(?:chapter|appendix|section|part) /, ''));
      return key !== '' && !isTitle && (seen.get(key) ?? 0) < RUNNING;
    }),
  }));
}

function* stretchesOf(
  pages: readonly HeadingPage[],
  sections: readonly CourseSection[],
): Generator<PageStretch<CourseSection>> {
  let next = 0;
  let open: CourseSection | undefined;
  for (const { pageNumber, lines } of pages) {
    let stretch: HeadingLine[] = [];
    const take = function* (): Generator<PageStretch<CourseSection>> {
      if (open && stretch.length > 0) yield { pageNumber, section: open, lines: stretch };
      stretch = [];
    };
    for (const line of lines) {
      const begun = next;
      while (next < sections.length && begins(sections[next]!, pageNumber, line)) next++;
      if (next > begun) {
        yield* take();
        open = sections[next - 1];
      }
      // The heading itself is the section's name, not its text.
      if (!open || !isTitle(open, pageNumber, line)) stretch.push(line);
    }
    yield* take();
  }
}

function begins(section: CourseSection, pageNumber: number, line: HeadingLine): boolean {
  if (section.firstPage !== pageNumber) return section.firstPage < pageNumber;
  return line.y1 > section.top;
}

function isTitle({ title, firstPage }: CourseSection, pageNumber: number, { text }: HeadingLine): boolean {
  if (pageNumber !== firstPage || text.length > title.length + 20) return false;
  const words = plainWords(text);
  const wanted = plainWords(title);
  return (
    words.length > 0 &&
    words.every((word) => wanted.includes(word) || /^(?:chapter|appendix|part|\d+)$/.test(word))
  );
}
