import { plainWords, stem, telling } from '../../passages/plain-words.ts';
import { DIFFICULTIES, LETTERS, type QuizQuestion } from './course-schema.ts';

/** A question before its options have places. */
export interface DraftQuestion extends Omit<QuizQuestion, 'question_id' | 'options' | 'correct_answer'> {
  readonly correct: string;
  readonly distractors: readonly string[];
}

/** Questions whose telling words agree to this share are one question; where their answer is the same too. */
const REPEAT = 0.6;
const REPEAT_OF_ANSWER = 0.45;

const plain = (text: string): string => plainWords(text).join(' ') || text.trim();

/** Asks where something is printed, or means a passage that the learner does not see. */
const OF_PRINT =
  /\b(?:on|from|in|of) (?:pages?|figures?|tables?|listings?|chapters?|sections?) \(?\d|\b(?:the|this) (?:passages?|excerpts?|quotes?|text above|figure above|table above)\b|\baccording to the (?:text|author|source|document)s?\b/i;
/** An answer so many letters long, and so many times longer than all others, is seen to be right. */
const TELLING_LENGTH = { letters: 40, times: 2 };
const NUMBER = /^[-+]?[\d.,]+(?: ?%)?$/;

/** Why a question cannot be asked, by its words and options alone; null when nothing is wrong with them. */
export function faultOfOptions({ question_text, correct, distractors }: DraftQuestion): string | null {
  if (distractors.length !== 3) return 'not three distractors';
  const options = [correct, ...distractors];
  if (options.some((option) => option.trim() === '')) return 'an empty option';
  if (new Set(options.map(plain)).size < 4) return 'two equal options';
  const numbers = options.map((option) =>
    /^[-+]?[\d.,]+$/.test(option.trim()) ? Number(option.replaceAll(',', '')) : Number.NaN,
  );
  if (numbers.some((number, index) => !Number.isNaN(number) && numbers.indexOf(number) !== index))
    return 'two equal options';
  if (
    options.some((option) =>
      /^(all|none|both|neither|any)\b.*\b(above|below|these|options|answers)\b/i.test(option.trim()),
    )
  ) {
    return 'an option about the others';
  }
  const stems = (text: string): Set<string> => new Set(telling(text).map(stem));
  if (OF_PRINT.test(question_text)) return 'a question about the print';
  const isNumber = (option: string): boolean => NUMBER.test(option.trim());
  if (options.some(isNumber) && !options.every(isNumber)) return 'options of different kinds';
  const longest = Math.max(...distractors.map(({ length }) => length));
  if (correct.length > TELLING_LENGTH.letters && correct.length > TELLING_LENGTH.times * longest)
    return 'an answer that its length gives away';
  const right = stems(correct);
  if (right.size > 0 && distractors.some((option) => alike(stems(option), right) === 1))
    return 'a distractor that is right too';
  if (right.size > 0 && plain(question_text).includes(plain(correct)) && plain(correct).length > 3)
    return 'the answer in the question';
  return null;
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size === 0 ? 0 : shared / (a.size + b.size - shared);
}

type Asked = Pick<DraftQuestion, 'question_text' | 'correct' | 'citation'>;

/** The questions without those that ask what an earlier one asks, or show the sentence it is about. */
export function withoutRepeats<Question extends Asked>(questions: readonly Question[]): Question[] {
  const isNew = noRepeats();
  return questions.filter(isNew);
}

/** Tells of one question after another whether it asks what none before it asked; only such count as asked. */
export function noRepeats(): (question: Asked) => boolean {
  const kept: { readonly quote: string; readonly correct: string; readonly words: ReadonlySet<string> }[] =
    [];
  return ({ question_text, correct, citation }) => {
    const one = {
      quote: plain(citation.quote),
      correct: plain(correct),
      words: new Set(telling(question_text).map(stem)),
    };
    const isNew = kept.every(
      ({ quote, correct: other, words }) =>
        alike(words, one.words) < (other === one.correct ? REPEAT_OF_ANSWER : REPEAT) &&
        !(quote === one.quote && other === one.correct),
    );
    if (isNew) kept.push(one);
    return isNew;
  };
}

/** Shares of easy, medium and hard questions. */
export const MIX = { module: [0.4, 0.4, 0.2], course: [0.3, 0.5, 0.2] } as const;

/** Takes `count` questions: topics in turn, difficulties by their shares as far as there are any. */
export function pickQuestions<Question extends Pick<DraftQuestion, 'difficulty' | 'topic'>>(
  questions: readonly Question[],
  count: number,
  mix: readonly number[],
): Question[] {
  const left = [...questions];
  const picked: Question[] = [];
  const used = new Map<string, number>();
  const wanted = mix.map((share) => Math.round(share * count));
  const takeBest = (fits: (question: Question) => boolean): boolean => {
    const candidates = left.filter(fits);
    const best = candidates.toSorted((a, b) => (used.get(a.topic) ?? 0) - (used.get(b.topic) ?? 0))[0];
    if (!best) return false;
    left.splice(left.indexOf(best), 1);
    used.set(best.topic, (used.get(best.topic) ?? 0) + 1);
    picked.push(best);
    return true;
  };
  for (const [index, difficulty] of DIFFICULTIES.entries()) {
    for (let taken = 0; taken < wanted[index]! && picked.length < count; taken++) {
      if (!takeBest((question) => question.difficulty === difficulty)) break;
    }
  }
  while (picked.length < count && takeBest(() => true));
  // As the sources go, not by how hard they are.
  return questions.filter((question) => picked.includes(question));
}

/**
 * Gives every question's answer a letter, each of the four as often as any other (to one), in an order that follows from
 * `seed` alone.
 */
export function placeAnswers(questions: readonly DraftQuestion[], seed: string): QuizQuestion[] {
  const random = seeded(seed);
  const letters = shuffled(
    questions.map((_, index) => index % LETTERS.length),
    random,
  );
  return questions.map(({ correct, distractors, ...question }, index) => {
    const place = letters[index]!;
    const options = shuffled(distractors, random);
    options.splice(place, 0, correct);
    return { ...question, question_id: `q${index + 1}`, options, correct_answer: LETTERS[place]! };
  });
}

/** The items in another order, by `random` alone. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}

/** Mulberry32: a recipe has no chance of its own, the same course has the same quiz. */
export function seeded(seed: string): () => number {
  let state = 0;
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
