import { isProse, splitSentences } from '../../passages/cut-passages.ts';
import { plainWords, stem } from '../../passages/plain-words.ts';
import type { RecipeCollection } from '../recipe.ts';
import { locateCitation } from './cite.ts';
import { bareName } from './course-outline.ts';
import type { CoursePassage } from './course-text.ts';
import { type DraftQuestion, faultOfOptions, seeded } from './quiz-checks.ts';
import { distractorsFor, gapAt, type WordUses } from './word-uses.ts';

/** A topic with the passages its questions may be about. */
export interface QuizTopic {
  readonly title: string;
  readonly passages: readonly CoursePassage[];
}

/** A word asked for again and again is learnt from the questions, not from the text. */
const SAME_ANSWER = 2;
const GAP = '_____';
/** Of the best distractors three are taken, not always the same. */
const BEST = 8;

/**
 * Questions made without a model: sentences of the sources with a gap. Distractors are words of the course that are used as
 * the answer is and near it, and that the text says nowhere in its place.
 */
export async function makeClozes(
  collection: RecipeCollection,
  {
    topics,
    terms,
    most,
  }: { readonly topics: readonly QuizTopic[]; readonly terms: WordUses; readonly most: number },
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
  }: { terms: WordUses; place: ReadonlyMap<string, number>; asked: ReadonlyMap<string, number> },
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
  const rank = place.get(word)!;
  const near = distractorsFor(gapAt(sentence, words, at), terms).slice(0, BEST);
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
