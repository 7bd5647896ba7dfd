import type { Finding } from '../../domain/finding.ts';
import { isProblem } from '../../problem/problem.ts';
import type { RecipeCollection, Step } from '../recipe.ts';
import { setsTasks } from './askable.ts';
import { type Clozes, makeClozes, type QuizTopic } from './cloze.ts';
import { teaches } from './course-outline.ts';
import { type CourseOptions, DIFFICULTIES, type Quiz } from './course-schema.ts';
import type { CoursePassage } from './course-text.ts';
import { type DraftQuestion, MIX, pickQuestions, placeAnswers, withoutRepeats } from './quiz-checks.ts';
import { agreeing, quizQuestion, settleQuestions, solveQuestion } from './quiz-questions.ts';
import { readWordUses } from './word-uses.ts';

/** A module with what its questions may be about. */
export interface QuizModule {
  readonly week: number;
  readonly title: string;
  readonly topics: readonly QuizTopic[];
}

/** Questions made for every one that is needed: some fail their checks. */
const SPARE = 1.25;
/** Questions asked for in one call: more, and models begin to repeat themselves. */
const MOST_PER_CALL = 30;

/** Makes the quiz of every module and the one over the course, no question in two of them. */
export async function makeQuizzes(
  collection: RecipeCollection,
  step: Step,
  options: CourseOptions,
  {
    modules,
    passages,
    title,
    done,
  }: {
    readonly modules: readonly QuizModule[];
    readonly passages: readonly CoursePassage[];
    readonly title: string;
    /** Told when the questions of one more module are there. */
    readonly done: () => void;
  },
): Promise<{ readonly quizzes: Quiz[]; readonly findings: Finding[]; readonly failed: boolean }> {
  const { module_questions, course_questions } = options;
  const usable = modules.filter(({ topics }) => topics.some((topic) => topic.passages.length > 0));
  const share = Math.ceil(course_questions / Math.max(1, usable.length));
  const wanted = module_questions + share;
  if (wanted === 0) return { quizzes: [], findings: [], failed: false };
  // Lists of references and exercises use words as no text does.
  const terms = readWordUses(
    passages.map((passage) =>
      teaches(passage.section) && !setsTasks(passage.section) ? passage : { ...passage, prose: [] },
    ),
  );
  const findings: Finding[] = [];
  let failed = false;
  const pools = await step.all(usable, async (module) => {
    const count = Math.ceil(wanted * SPARE);
    const pool = await questionsOf(collection, step, options, module, {
      count,
      // They cost nothing: what another module lacks of the course's quiz can come from here.
      read: () => makeClozes(collection, { topics: module.topics, terms, most: count + course_questions }),
    });
    done();
    return pool;
  });
  const seen: DraftQuestion[] = [];
  const quizzes: Quiz[] = [];
  const left: DraftQuestion[][] = [];
  for (const [index, outcome] of pools.entries()) {
    const { week, title: moduleTitle } = usable[index]!;
    if (!outcome.ok) {
      failed = true;
      findings.push({
        code: 'quiz-failed',
        severity: 'warning',
        path: `quizzes.module-${week}`,
        message: `The questions of module ${week} could not be made (${outcome.problem.code}); a retry asks for them alone`,
      });
      continue;
    }
    const { questions, sentences } = outcome.value;
    const fresh = withoutRepeats([...seen, ...questions]).slice(seen.length);
    // Where there are too few, both quizzes get their part of what there is.
    const picked = pickQuestions(
      fresh,
      Math.min(module_questions, Math.round((fresh.length * module_questions) / wanted)),
      MIX.module,
    );
    const rest = fresh.filter((question) => !picked.includes(question));
    seen.push(...fresh);
    left.push(rest);
    if (module_questions === 0) continue;
    if (picked.length < module_questions) {
      findings.push(
        tooFew(
          `quizzes.module-${week}`,
          { wanted: module_questions, made: picked.length },
          sentences === undefined
            ? `Of the questions on module ${week} fewer passed the checks than were asked for`
            : `Module ${week} has ${sentences} sentences of prose; ${fresh.length} of them gave a question that passes the checks, for its quiz and that of the course`,
        ),
      );
    }
    if (picked.length > 0) {
      quizzes.push({
        quiz_id: `${collection.id}-m${week}`,
        title: `Quiz: ${moduleTitle}`,
        quiz_type: 'module',
        module_week: week,
        questions: placeAnswers(asPrinted(picked, [usable[index]!]), `${collection.sha256} module ${week}`),
      });
    }
  }
  if (course_questions > 0) {
    // Every module first gives its share; what one lacks, others make up for.
    const shares = left.map((rest) => pickQuestions(rest, share, MIX.course));
    const spare = left.flatMap((rest, index) =>
      rest.filter((question) => !shares[index]!.includes(question)),
    );
    const kept = trimmed(shares, course_questions);
    const picked = [...kept, ...topUp(kept, spare, course_questions)];
    if (picked.length < course_questions) {
      findings.push(
        tooFew(
          'quizzes.course',
          { wanted: course_questions, made: picked.length },
          `All modules together gave ${picked.length} questions that pass the checks and are in no module's quiz`,
        ),
      );
    }
    if (picked.length > 0) {
      quizzes.push({
        quiz_id: `${collection.id}-course`,
        title: `Quiz: ${title}`,
        quiz_type: 'course',
        module_week: null,
        questions: placeAnswers(asPrinted(picked, usable), `${collection.sha256} course`),
      });
    }
  }
  return { quizzes, findings, failed };
}

/** Questions as their topics go and, within one, as its pages do. */
function asPrinted(questions: readonly DraftQuestion[], modules: readonly QuizModule[]): DraftQuestion[] {
  const places = new Map(
    modules.flatMap(({ topics }) => topics).map(({ title }, index): [string, number] => [title, index]),
  );
  const placeOf = ({ topic }: DraftQuestion): number => places.get(topic) ?? places.size;
  return questions.toSorted(
    (a, b) => placeOf(a) - placeOf(b) || a.citation.page_number - b.citation.page_number,
  );
}

/** Takes from the longest shares until no more than `count` are left, so that every module keeps its say. */
function trimmed(shares: readonly DraftQuestion[][], count: number): DraftQuestion[] {
  const kept = shares.map((share) => [...share]);
  let total = kept.reduce((sum, { length }) => sum + length, 0);
  while (total > count) {
    kept.toSorted((a, b) => b.length - a.length)[0]!.pop();
    total--;
  }
  return kept.flat();
}

/** Of the spare questions those that bring the quiz nearest to its mix of difficulties. */
function topUp(
  kept: readonly DraftQuestion[],
  spare: readonly DraftQuestion[],
  count: number,
): DraftQuestion[] {
  const added: DraftQuestion[] = [];
  const take = (questions: readonly DraftQuestion[], most: number): void => {
    const room = Math.min(most, count - kept.length - added.length);
    added.push(...questions.filter((question) => !added.includes(question)).slice(0, Math.max(0, room)));
  };
  for (const [index, difficulty] of DIFFICULTIES.entries()) {
    const have = kept.filter((question) => question.difficulty === difficulty).length;
    take(
      spare.filter((question) => question.difficulty === difficulty),
      Math.round(MIX.course[index]! * count) - have,
    );
  }
  take(spare, count);
  return added;
}

function tooFew(
  path: string,
  { wanted, made }: { readonly wanted: number; readonly made: number },
  message: string,
): Finding {
  return {
    code: 'too-few-questions',
    severity: 'info',
    path,
    message,
    expected: String(wanted),
    actual: String(made),
  };
}

/** The questions of one module: a model's, solved by it again without their key; gaps in sentences where none is asked. */
async function questionsOf(
  collection: RecipeCollection,
  step: Step,
  options: CourseOptions,
  module: QuizModule,
  { count, read }: { readonly count: number; readonly read: () => Promise<Clozes> },
): Promise<{ readonly questions: DraftQuestion[]; readonly sentences?: number }> {
  const pool: DraftQuestion[] = [];
  try {
    // One call more than needed tops up what failed its checks.
    for (let calls = 0; calls <= Math.ceil(count / MOST_PER_CALL) && pool.length < count / SPARE; calls++) {
      const task = {
        module: module.title,
        topics: module.topics,
        count: Math.min(MOST_PER_CALL, count - pool.length),
        avoid: pool.map(({ question_text }) => question_text),
      };
      const { value } = await step.ask(quizQuestion(task, options));
      const drafts = withoutRepeats([
        ...pool,
        ...(await settleQuestions(collection, value, module.topics)),
      ]).slice(pool.length);
      const placed = placeAnswers(drafts, `${module.title} ${calls}`);
      if (placed.length === 0) continue;
      const { value: solved } = await step.ask(solveQuestion(placed));
      const right = agreeing(placed, solved);
      pool.push(...drafts.filter((_, index) => right.has(placed[index]!.question_id)));
    }
    return { questions: pool };
  } catch (error) {
    if (!isProblem(error) || error.code !== 'nothing-readable') throw error;
    return read();
  }
}
