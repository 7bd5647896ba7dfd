import { plainWords, stem, telling } from '../../passages/plain-words.ts';
import { setsTasks } from './askable.ts';
import type { GivenCitation } from './cite.ts';
import type { GivenLesson, LessonTask } from './course-lesson.ts';
import { asMarkdown } from './course-markdown.ts';
import { bareName, wordedTitle } from './course-outline.ts';
import type { CoursePassage } from './course-text.ts';
import type { ProseSentence } from './read-prose.ts';

/** Sentences an extract takes. */
const SENTENCES = 12;
const PER_PASSAGE = 3;
/** Sentences that one which leans on those before it brings along. */
const LEANT_ON = 2;
const KEY_TERMS = 6;
/** What a sentence loses that points at a figure, a listing or a page that the lesson does not show. */
const POINTING = 4;
/** What it loses that sets a task. */
const TASK = 4;

/** Counts in how many passages of the course each stem stands: rare ones tell more. */
export function countStems(passages: readonly CoursePassage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of passages) {
    for (const word of new Set(telling(text).map(stem))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

interface Candidate {
  readonly passage: CoursePassage;
  readonly order: number;
  readonly sentence: ProseSentence;
  /** It and those it leans on, in their order. */
  readonly group: readonly ProseSentence[];
  readonly score: number;
}

/** A lesson of the sentences that say most on its topic, in their order; null where the passages hold no prose. */
export function extractLesson(
  { topic, passages }: LessonTask,
  counts: ReadonlyMap<string, number>,
  total: number,
): GivenLesson | null {
  const weigh = (word: string): number => Math.log((total + 1) / ((counts.get(word) ?? 0) + 1));
  const local = new Map<string, number>();
  for (const { prose } of passages) {
    for (const { text } of prose) {
      for (const word of telling(text).map(stem)) local.set(word, (local.get(word) ?? 0) + 1);
    }
  }
  const title = new Set(telling(topic).map(stem));
  const alone = passages.some(({ prose }) => prose.some((sentence) => groupOf(prose, sentence)));
  const candidates = passages.flatMap((passage, order) =>
    passage.prose.flatMap((sentence): Candidate[] => {
      const group = groupOf(passage.prose, sentence) ?? (alone ? null : [sentence]);
      if (!group) return [];
      const words = [...new Set(telling(sentence.text).map(stem))];
      const central = words.reduce(
        (sum, word) => sum + weigh(word) * Math.log(1 + (local.get(word) ?? 0)),
        0,
      );
      const onTitle = words.filter((word) => title.has(word)).length;
      const score =
        central / Math.sqrt(words.length + 4) +
        2 * onTitle +
        (sentence.place === 0 ? 1.5 : 0) -
        (group.some(({ points }) => points) ? POINTING : 0) -
        (setsTasks(passage.section) ? TASK : 0);
      return [{ passage, order, sentence, group, score }];
    }),
  );
  const chosen = choose(candidates);
  if (chosen.length === 0) return null;
  const lines: string[] = [];
  const citations: GivenCitation[] = [];
  const sources = new Set(chosen.map(({ passage }) => passage.section.member));
  let heading = sources.size > 1 ? '' : topic;
  let paragraph: string[] = [];
  const close = (): void => {
    if (paragraph.length > 0) lines.push(paragraph.join(' '), '');
    paragraph = [];
  };
  let last: { readonly order: number; readonly sentence: ProseSentence } | undefined;
  for (const { passage, order, sentence } of chosen) {
    const { member } = passage.section;
    const name = wordedTitle(passage.section);
    const own = sources.size > 1 ? `${name} (${bareName(member.name)})` : name;
    if (own !== heading) {
      close();
      lines.push(`### ${asMarkdown(own)}`, '');
      heading = own;
    }
    // What does not follow on what stands before it is not made to look as if it did.
    if (last && !(last.order === order && sentence.place - last.sentence.place <= 2)) close();
    citations.push({ page_number: passage.pageNumber, quote: sentence.printed });
    paragraph.push(`${asMarkdown(sentence.text)} [${citations.length}]`);
    last = { order, sentence };
  }
  close();
  const terms = [...local]
    .filter(([word, count]) => count > 1 && word.length > 3)
    .sort((a, b) => b[1] * weigh(b[0]) - a[1] * weigh(a[0]))
    .slice(0, KEY_TERMS)
    .map(([word]) => wholeWord(word, passages));
  if (terms.length > 0) lines.push(`**Key terms:** ${terms.join(', ')}`, '');
  return { content: lines.join('\n').trim(), citations };
}

/** A sentence with those before it that it leans on; null where these are no prose. */
function groupOf(prose: readonly ProseSentence[], sentence: ProseSentence): readonly ProseSentence[] | null {
  const group = [sentence];
  while (group[0]!.leans) {
    const before = prose.find(({ place }) => place === group[0]!.place - 1);
    if (!before || group.length > LEANT_ON) return null;
    group.unshift(before);
  }
  return group;
}

/** The best sentences, none twice, in their order. */
function choose(candidates: readonly Candidate[]): Omit<Candidate, 'group' | 'score'>[] {
  const chosen: Omit<Candidate, 'group' | 'score'>[] = [];
  const perPassage = new Map<number, number>();
  const seen = new Set<string>();
  for (const { passage, order, group } of candidates.toSorted((a, b) => b.score - a.score)) {
    const fresh = group.filter(({ text }) => !seen.has(text.toLowerCase()));
    const taken = perPassage.get(order) ?? 0;
    if (fresh.length === 0 || chosen.length + fresh.length > SENTENCES || taken >= PER_PASSAGE) continue;
    for (const sentence of fresh) {
      seen.add(sentence.text.toLowerCase());
      chosen.push({ passage, order, sentence });
    }
    perPassage.set(order, taken + fresh.length);
  }
  return chosen.sort((a, b) => a.order - b.order || a.sentence.place - b.sentence.place);
}

/** The commonest word of a stem, as it is printed. */
function wholeWord(root: string, passages: readonly CoursePassage[]): string {
  const counts = new Map<string, number>();
  for (const { prose } of passages) {
    for (const { text } of prose) {
      for (const word of text.match(/[\p{L}\p{N}\p{M}]+(?:['’_-][\p{L}\p{N}\p{M}]+)*/gu) ?? []) {
        if (stem(plainWords(word).join(' ')) === root) counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  if (!best) return root;
  const small = best[0].toLowerCase();
  return counts.has(small) ? small : best[0];
}
