import type { PlannedCalls } from '../recipe.ts';
import type { CourseOptions } from './course-schema.ts';

/** Letters of a page of prose, and those of a token. */
const LETTERS_A_PAGE = 2_400;
const LETTERS_A_TOKEN = 4;
/** What a lesson is written from, and what the questions of a module are made from (letters). */
const LETTERS = { lesson: 29_000, quiz: 40_000 };
/** Output, thinking aside: a lesson with its citations, a topic of the outline, a question, a question solved. */
const TOKENS = { lesson: 1_400, topic: 60, question: 170, solved: 25, prompt: 300, shownQuestion: 140 };
/** Questions made for each that is wanted, and in one call. */
const SPARE = 1.25;
const MOST_PER_CALL = 30;

/** The calls a course takes once its sources are read: the most its outline can ask for, from pages of prose. */
export function courseEffort(
  { documents, pages }: { readonly documents: number; readonly pages: number },
  options: Pick<CourseOptions, 'modules' | 'topics' | 'module_questions' | 'course_questions'>,
): PlannedCalls[] {
  if (documents === 0 || pages === 0) return [];
  // No topic has less than a page, and no module less than a topic.
  const topics = Math.min(options.modules * options.topics, pages);
  const modules = Math.min(options.modules, topics);
  const tokensOf = (letters: number, share: number): number =>
    Math.round(Math.min(letters, (pages * LETTERS_A_PAGE) / share) / LETTERS_A_TOKEN) + TOKENS.prompt;
  const lesson = tokensOf(LETTERS.lesson, topics);
  const wanted = (options.module_questions + Math.ceil(options.course_questions / modules)) * SPARE;
  const rounds = wanted > 0 ? Math.ceil(wanted / MOST_PER_CALL) : 0;
  return [
    {
      tier: 'strong',
      calls: 1,
      inputTokens: TOKENS.prompt + Math.min(250 * documents, pages) * 15,
      outputTokens: topics * TOKENS.topic,
    },
    { tier: 'fast', calls: topics, inputTokens: topics * lesson, outputTokens: topics * TOKENS.lesson },
    {
      tier: 'fast',
      calls: modules * rounds * 2,
      inputTokens: Math.round(
        modules * (rounds * tokensOf(LETTERS.quiz, modules) + wanted * TOKENS.shownQuestion),
      ),
      outputTokens: Math.round(modules * wanted * (TOKENS.question + TOKENS.solved)),
    },
  ].filter(({ calls }) => calls > 0) as PlannedCalls[];
}
