import { isProse, splitSentences } from '../../passages/cut-passages.ts';
import { plainWords, stem, telling } from '../../passages/plain-words.ts';
import type { RecipeCollection } from '../recipe.ts';
import { locateCitation } from './cite.ts';
import { bareName } from './course-outline.ts';
import type { CoursePassage } from './course-text.ts';
import { type DraftQuestion, faultOfOptions, seeded } from './quiz-checks.ts';

/** A topic with the passages its questions may be about. */
export interface QuizTopic {
  readonly title: string;
  readonly passages: readonly CoursePassage[];
}

/** A word asked for again and again is learnt from the questions, not from the text. */
const SAME_ANSWER = 2;
const GAP = '_____';

/** Words of the course that can be asked for, the commonest first. */
interface Terms {
  readonly ranked: readonly string[];
  /** Every pair of neighbouring words: tells whether a wrong word would make a sentence of the text. */
  readonly pairs: ReadonlySet<string>;
}

/** Words that names of things stand behind, in the languages that are read most. */
const BEFORE_NAMES = new Set(
  'a an the this that each every these those its their our some any no der die das den dem ein eine einen einem einer le la les un une des el los las il lo gli uno'.split(
    ' ',
  ),
);

/**
 * Reads the words of a course that a gap can ask for: names of things, as far as the words before them tell, in its prose
 * and not in its programs and tables.
 */
export function readTerms(passages: readonly CoursePassage[]): Terms {
  const counts = new Map<string, number>();
  const pairs = new Set<string>();
  for (const { text } of passages) {
    for (const sentence of splitSentences(text).filter(isProse)) {
      const called = new Set([...sentence.matchAll(/([\p{L}\p{N}_.]+)\(/gu)].map(([, name]) => name));
      const words = plainWords(sentence);
      for (const [at, word] of words.entries()) {
        if (!isTerm(word) || called.has(word) || !BEFORE_NAMES.has(words[at - 1] ?? '')) continue;
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    const words = plainWords(text);
    for (let at = 1; at < words.length; at++) pairs.add(`${words[at - 1]} ${words[at]}`);
  }
  const ranked = [...counts]
    .filter(([word, count]) => count >= 2 && telling(word).length > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([word]) => word);
  return { ranked, pairs };
}

const isTerm = (word: string): boolean => /^\p{Ll}{4,18}$/u.test(word) && !/(?:ly|ing|ed)$/.test(word);

/**
 * Questions made without a model: sentences of the sources with a gap. A distractor is a word of the course as common and
 * of the same ending as the answer, that does not stand in it between the same neighbours.
 */
export async function makeClozes(
  collection: RecipeCollection,
  {
    topics,
    terms,
    most,
  }: { readonly topics: readonly QuizTopic[]; readonly terms: Terms; readonly most: number },
): Promise<DraftQuestion[]> {
  const place = new Map(terms.ranked.map((word, index) => [word, index]));
  const asked = new Map<string, number>();
  const perTopic = Math.ceil((1.5 * most) / Math.max(1, topics.length));
  const drafts: { readonly question: DraftQuestion; readonly rank: number }[] = [];
  for (const { title, passages } of topics) {
    let made = 0;
    const sentences = passages.flatMap((passage) =>
      splitSentences(passage.text)
        .filter((sentence) => isProse(sentence) && sentence.length <= 240)
        .map((sentence) => ({ passage, sentence })),
    );
    for (const { passage, sentence } of spread(sentences, perTopic * 3)) {
      if (made >= perTopic) break;
      const draft = clozeOf(sentence, { terms, place, asked });
      if (!draft) continue;
      const citation = await locateCitation(
        collection,
        { page_number: passage.pageNumber, quote: sentence },
        [],
      );
      if (!citation) continue;
      const question: DraftQuestion = {
        question_text: `Which word is missing? “${draft.gapped}”`,
        correct: draft.answer,
        distractors: draft.distractors,
        explanation: `The source says: “${sentence}” (${bareName(passage.section.member.name)}, page ${citation.page_number})`,
        topic: title,
        difficulty: 'medium',
        citation,
        kind: 'cloze',
      };
      if (faultOfOptions(question)) continue;
      asked.set(draft.answer, (asked.get(draft.answer) ?? 0) + 1);
      drafts.push({ question, rank: draft.rank });
      made++;
    }
  }
  return graded(drafts);
}

/** The commoner the missing word, the easier: four tenths are easy, four medium, two hard. */
function graded(
  drafts: readonly { readonly question: DraftQuestion; readonly rank: number }[],
): DraftQuestion[] {
  const ranks = drafts.map(({ rank }) => rank).sort((a, b) => a - b);
  return drafts.map(({ question, rank }) => {
    const place = ranks.indexOf(rank) / Math.max(1, ranks.length);
    return { ...question, difficulty: place < 0.4 ? 'easy' : place < 0.8 ? 'medium' : 'hard' };
  });
}

function clozeOf(
  sentence: string,
  {
    terms,
    place,
    asked,
  }: { terms: Terms; place: ReadonlyMap<string, number>; asked: ReadonlyMap<string, number> },
): { gapped: string; answer: string; distractors: string[]; rank: number } | null {
  const words = plainWords(sentence);
  const candidates = words
    .map((word, at) => ({ word, at }))
    .filter(
      ({ word, at }) =>
        at > 0 &&
        place.has(word) &&
        (asked.get(word) ?? 0) < SAME_ANSWER &&
        words.filter((other) => stem(other) === stem(word)).length === 1,
    )
    .sort((a, b) => place.get(a.word)! - place.get(b.word)!);
  const random = seeded(sentence);
  // Any of the sentence's terms: the commonest alone would ask for the same few words everywhere.
  const chosen = candidates[Math.floor(random() * candidates.length)];
  if (!chosen) return null;
  const { word, at } = chosen;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])${word}(?![\\p{L}\\p{N}_-])`, 'u');
  if (!pattern.test(sentence)) return null;
  const before = words[at - 1] ?? '';
  const after = words[at + 1] ?? '';
  const stems = new Set(words.map(stem));
  const rank = place.get(word)!;
  const isPlural = (one: string): boolean => /[^s]s$/.test(one);
  const near = terms.ranked
    .slice(Math.max(0, rank - 60), rank + 60)
    .filter(
      (other) =>
        isPlural(other) === isPlural(word) &&
        !stems.has(stem(other)) &&
        /^[aeiou]/.test(other) === /^[aeiou]/.test(word) &&
        !(terms.pairs.has(`${before} ${other}`) && terms.pairs.has(`${other} ${after}`)),
    );
  const distractors: string[] = [];
  while (distractors.length < 3 && near.length > 0) {
    const [other] = near.splice(Math.floor(random() * near.length), 1);
    if (!distractors.some((taken) => stem(taken) === stem(other!))) distractors.push(other!);
  }
  if (distractors.length < 3) return null;
  return { gapped: sentence.replace(pattern, GAP), answer: word, distractors, rank };
}

/** At most `count` items, evenly from all. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}
