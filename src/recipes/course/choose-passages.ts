import { stem, telling } from '../../passages/plain-words.ts';
import type { RecipeCollection } from '../recipe.ts';
import { teaches } from './course-outline.ts';
import type { CoursePassage, CourseSection, CourseText } from './course-text.ts';

/** Letters of passages that a lesson is written from: about 6,000 tokens. */
const LETTERS = 24_000;
/** Letters of those that other sources add. */
const MORE_LETTERS = 5_000;
/** Passages asked of the search. */
const FOUND = 16;

/** A topic of the outline. */
export interface TopicPlan {
  readonly title: string;
  readonly sections: readonly string[];
}

/**
 * The passages that a topic is written from: those of its sections, thinned evenly where they are too many, and the
 * nearest ones of the sources that its sections are not of. A topic without sections takes what the search finds. `named` are the
 * sections of all topics.
 */
export async function choosePassages(
  collection: RecipeCollection,
  text: CourseText,
  { title, sections }: TopicPlan,
  named: ReadonlySet<string>,
): Promise<CoursePassage[]> {
  const wanted = new Set(sections);
  const within = (section: CourseSection | null, stop: ReadonlySet<string>): boolean =>
    section !== null && (wanted.has(section.id) || (!stop.has(section.id) && within(section.parent, stop)));
  // A section that is named beside its children stands for what none of them says.
  const nearest = text.passages.filter(({ section }) => within(section, named));
  const own =
    nearest.length > 0 ? nearest : text.passages.filter(({ section }) => within(section, new Set()));
  const members = new Set(own.map(({ section }) => section.member));
  const found = await searchPassages(collection, text, title, FOUND);
  const chosen = thin(own, LETTERS);
  if (own.length === 0) return take(found, LETTERS);
  const more = found.filter(
    (passage) =>
      !members.has(passage.section.member) && teaches(passage.section) && sharesSubject(title, passage),
  );
  return [...chosen, ...take(more, MORE_LETTERS)];
}

/** Passages nearest to words, best first. */
async function searchPassages(
  collection: RecipeCollection,
  { passages }: CourseText,
  query: string,
  limit: number,
): Promise<CoursePassage[]> {
  const byText = new Map(passages.map((passage) => [keyOf(passage.pageNumber, passage.text), passage]));
  const found = await collection.passages.search(query, limit);
  return found.flatMap(({ pageNumber, text }) => byText.get(keyOf(pageNumber, text)) ?? []);
}

const keyOf = (pageNumber: number, text: string): string => `${pageNumber}\n${text}`;

/** Titles that say what part of a text something is, and nothing of its subject. */
const OF_ANY_TEXT = new Set(
  'introduction overview summary abstract conclusion conclusions contributions discussion background basics example examples exercise exercises acknowledgements motivation notes notation remarks result results statement need part lesson lessons chapter section'
    .split(' ')
    .map(stem),
);

/** The search always answers something: another source adds to a topic only what speaks of it. */
function sharesSubject(title: string, { section, text }: CoursePassage): boolean {
  const words = new Set(telling(`${section.title} ${text}`).map(stem));
  const wanted = [...new Set(telling(title).map(stem))].filter((word) => !OF_ANY_TEXT.has(word));
  const shared = wanted.filter((word) => words.has(word)).length;
  return wanted.length > 0 && shared > wanted.length / 2;
}

function take(passages: readonly CoursePassage[], letters: number): CoursePassage[] {
  let left = letters;
  return passages.filter(({ text }) => {
    left -= text.length;
    return left >= 0;
  });
}

/** Leaves passages out evenly until the rest fits, so that the end of a section is heard as its beginning is. */
function thin(passages: readonly CoursePassage[], letters: number): CoursePassage[] {
  const total = passages.reduce((sum, { text }) => sum + text.length, 0);
  if (total <= letters) return [...passages];
  const share = letters / total;
  let owed = 0;
  return passages.filter(() => {
    owed += share;
    if (owed < 1) return false;
    owed -= 1;
    return true;
  });
}
