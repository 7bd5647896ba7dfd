import { plainWords, stem } from '../../passages/plain-words.ts';
import type { RecipeCollection } from '../recipe.ts';
import { type AskRank, askRank, setsTasks } from './askable.ts';
import { locateCitation } from './cite.ts';
import type { CoursePassage } from './course-text.ts';
import { type DraftQuestion, faultOfOptions, noRepeats, seeded, shuffled } from './quiz-checks.ts';
import { distractorsFor, gapAt, isItselfIn, isNamedAt, type WordUses } from './word-uses.ts';

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

/** What a sentence is, and its missing word, on each look over the sentences: the best first. */
const LOOKS: readonly Look[] = [
  { rank: 0, often: true, wholeTopic: false },
  { rank: 1, often: true, wholeTopic: false },
  { rank: 0, often: true, wholeTopic: true },
  { rank: 1, often: true, wholeTopic: true },
  { rank: 2, often: true, wholeTopic: true },
  { rank: 0, often: false, wholeTopic: true },
  { rank: 1, often: false, wholeTopic: true },
];
interface Look {
  readonly rank: AskRank;
  /** The word is named more than once in the course. */
  readonly often: boolean;
  /** A topic may give more than its share. */
  readonly wholeTopic: boolean;
}

/** Questions of one module, and how many sentences there were to make them of. */
export interface Clozes {
  readonly questions: DraftQuestion[];
  readonly sentences: number;
}

/**
 * Questions made without a model: sentences of the sources with a gap. Distractors are words of the course that are used as
 * the answer is and near it, and that the text says nowhere in its place. Short sources are looked over again for what is
 * asked less well: every check stays.
 */
export async function makeClozes(
  collection: RecipeCollection,
  {
    topics,
    terms,
    most,
  }: { readonly topics: readonly QuizTopic[]; readonly terms: WordUses; readonly most: number },
): Promise<Clozes> {
  const place = new Map(terms.ranked.map((word, index) => [word, index]));
  const asked = new Map<string, number>();
  const perTopic = Math.ceil((1.5 * most) / Math.max(1, topics.length));
  const drafts: { readonly question: DraftQuestion; readonly rank: number }[] = [];
  const used = new Set<string>();
  const made = new Map<QuizTopic, number>();
  const found = new Set<string>();
  const isNew = noRepeats();
  const ranked = topics.map((topic) => ({ topic, sentences: sentencesOf(topic, found) }));
  for (const look of LOOKS) {
    for (const { topic, sentences } of ranked) {
      const fitting = sentences.filter(({ rank, sentence }) => rank === look.rank && !used.has(sentence));
      const enough = look.wholeTopic ? fitting.length : perTopic * 3;
      for (const { passage, sentence, printed } of spread(fitting, enough)) {
        if (drafts.length >= most && look.wholeTopic) break;
        if (!look.wholeTopic && (made.get(topic) ?? 0) >= perTopic) break;
        const draft = clozeOf(sentence, { terms, place, asked, often: look.often });
        if (!draft) continue;
        const question = await questionOf(collection, {
          draft,
          passage,
          sentence,
          printed,
          topic: topic.title,
        });
        if (!question || !isNew(question)) continue;
        asked.set(draft.word, (asked.get(draft.word) ?? 0) + 1);
        used.add(sentence);
        drafts.push({ question, rank: draft.rank });
        made.set(topic, (made.get(topic) ?? 0) + 1);
      }
    }
    if (drafts.length >= most) break;
  }
  return { questions: graded(drafts), sentences: found.size };
}

/** The sentences of a topic that can be asked about, those of exercises left out; all of them are `found`. */
function sentencesOf({ passages }: QuizTopic, found: Set<string>) {
  return passages.flatMap((passage) =>
    passage.prose.flatMap(({ text, printed, leans, points }) => {
      found.add(text);
      const rank = leans || points || setsTasks(passage.section) ? null : askRank(text);
      return rank === null ? [] : [{ passage, sentence: text, printed, rank }];
    }),
  );
}

interface Gapped {
  readonly gapped: string;
  /** The answer as it is printed, and without its accents in small letters. */
  readonly answer: string;
  readonly word: string;
  readonly distractors: string[];
  readonly rank: number;
}

async function questionOf(
  collection: RecipeCollection,
  {
    draft,
    passage,
    sentence,
    printed,
    topic,
  }: {
    readonly draft: Gapped;
    readonly passage: CoursePassage;
    readonly sentence: string;
    readonly printed: string;
    readonly topic: string;
  },
): Promise<DraftQuestion | null> {
  const given = { page_number: passage.pageNumber, quote: printed };
  const citation = await locateCitation(collection, given, []);
  if (!citation) return null;
  const question: DraftQuestion = {
    question_text: `Which word is missing? “${draft.gapped}”`,
    correct: draft.answer,
    distractors: draft.distractors,
    explanation: `The source says: “${sentence}”`,
    topic,
    difficulty: 'medium',
    citation,
    kind: 'cloze',
  };
  return faultOfOptions(question) ? null : question;
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
    often,
  }: {
    readonly terms: WordUses;
    readonly place: ReadonlyMap<string, number>;
    readonly asked: ReadonlyMap<string, number>;
    readonly often: boolean;
  },
): Gapped | null {
  const words = plainWords(sentence);
  const random = seeded(sentence);
  const most = often ? terms.common : terms.ranked.length;
  const candidates = words
    .map((word, at) => ({ word, at, rank: place.get(word) ?? Number.POSITIVE_INFINITY }))
    .filter(
      ({ word, at, rank }) =>
        at > 0 &&
        rank < most &&
        (often || isNamedAt(words, at, terms.grammar)) &&
        (asked.get(word) ?? 0) < SAME_ANSWER &&
        words.filter((other) => stem(other) === stem(word)).length === 1,
    );
  const spelt = (word: string): string => terms.accented.get(word) ?? word;
  // What the text speaks of in one place, before what it names everywhere.
  const special = (word: string): number => {
    const use = terms.uses.get(word);
    return use ? (use.count * Math.log((1 + terms.passages) / use.passages.length)) / use.passages.length : 0;
  };
  const inTurn = shuffled(candidates, random).sort((a, b) => special(b.word) - special(a.word));
  for (const { word, at, rank } of inTurn) {
    // What is glued to a sign is a part of a name or of a formula.
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}_/\\\\.‘“"'-])${spelt(word)}(?![\\p{L}\\p{N}_(’”"'-]|\\.\\p{L}| ?/)`,
      terms.capitals ? 'iu' : 'u',
    );
    const printed = pattern.exec(sentence)?.[0];
    if (printed === undefined) continue;
    const gap = gapAt(sentence, words, at);
    if (!isItselfIn(gap, terms)) continue;
    const near = distractorsFor(gap, terms).slice(0, BEST);
    const distractors: string[] = [];
    for (const other of shuffled(near, random)) {
      if (distractors.length === 3) break;
      if (!distractors.some((taken) => stem(taken) === stem(other))) distractors.push(other);
    }
    if (distractors.length === 3) {
      const isSmall = printed === printed.toLowerCase();
      const asPrinted = (other: string): string => (isSmall ? spelt(other) : capitalised(spelt(other)));
      return {
        gapped: sentence.replace(pattern, GAP),
        answer: printed,
        word,
        distractors: distractors.map(asPrinted),
        rank,
      };
    }
  }
  return null;
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** At most `count` items, evenly from all. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}
