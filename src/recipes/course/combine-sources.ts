import type { Finding } from '../../domain/finding.ts';
import type { PageStatus } from '../../domain/result.ts';
import type { CollectionStep, Outcome, RecipeCollection, RecipeOutcome } from '../recipe.ts';
import { askOrRead } from './ask-or-read.ts';
import { choosePassages } from './choose-passages.ts';
import { coverageOf } from './course-coverage.ts';
import { type LessonTask, lessonQuestion, settleLesson } from './course-lesson.ts';
import {
  type CourseOutline,
  completeOutline,
  outlineQuestion,
  outlineSchema,
  readOutline,
  sectionsNamed,
} from './course-outline.ts';
import type { Course, CourseData, CourseOptions, Topic } from './course-schema.ts';
import { type CoursePassage, type CourseText, indexed, readCourseText } from './course-text.ts';
import { countStems, extractLesson } from './extract-lesson.ts';
import { makeQuizzes } from './make-quizzes.ts';

interface WrittenTopic {
  readonly topic: Topic;
  readonly passages: readonly CoursePassage[];
}

/** Makes one course of all sources: passages, outline, approval, lessons, quizzes, coverage. */
export async function combineSources(
  collection: RecipeCollection,
  step: CollectionStep,
  options: CourseOptions,
): Promise<RecipeOutcome<CourseData>> {
  step.progress(0, 1, 'text', { step: { name: 'text', done: 0, total: 1 } });
  const text = await readCourseText(collection);
  await collection.passages.set(indexed(text.passages));
  step.progress(0, 1, 'outline', { step: { name: 'outline', done: 0, total: 1 } });
  const outline = await settleOutline(step, text, options);
  const total = outline.modules.reduce((sum, { sub_topics }) => sum + sub_topics.length, 0);
  const steps = total + outline.modules.length;
  let done = 0;
  const told = (name: 'topics' | 'quizzes', message: string): void => {
    const own = name === 'topics' ? { done, total } : { done: done - total, total: outline.modules.length };
    step.progress(done, steps, message, { step: { name, ...own } });
  };
  told('topics', 'topics');
  const counts = countStems(text.passages);
  const writing = outline.modules.flatMap((module) => module.sub_topics.map((topic) => ({ module, topic })));
  const named = new Set(writing.flatMap(({ topic }) => topic.sections));
  const written = await step.all(writing, async ({ module, topic }) => {
    const passages = await choosePassages(collection, text, topic, named);
    const task: LessonTask = {
      module: module.title,
      topic: topic.title,
      objectives: module.learning_objectives,
      passages,
    };
    const lesson = await writeLesson({ collection, step, options }, task, (from) =>
      extractLesson(from, counts, text.passages.length),
    );
    done++;
    told('topics', `topic ${done} of ${total}`);
    return { topic: { ...lesson, sections: sectionsNamed(topic.sections, text) }, passages };
  });
  const topics = written.map((outcome, index) => settleTopic(outcome, writing[index]!.topic, text));
  let next = 0;
  const modules = outline.modules.map((module, index) => ({
    week: index + 1,
    title: module.title,
    learning_objectives: module.learning_objectives,
    written: module.sub_topics.map(() => topics[next++]!),
  }));
  // Topics that failed told nothing.
  done = total;
  told('quizzes', 'quizzes');
  const { quizzes, findings, failed } = await makeQuizzes(collection, step, options, {
    modules: modules.map(({ week, title, written: own }) => ({
      week,
      title,
      topics: own.map(({ topic, passages }) => ({ title: topic.title, passages })),
    })),
    passages: text.passages,
    title: outline.course_title,
    done: () => {
      done++;
      told('quizzes', `quiz ${done - total} of ${modules.length}`);
    },
  });
  const course: Course = {
    course_id: collection.id,
    course_title: outline.course_title,
    description: outline.description,
    level: options.level,
    language: options.language ?? 'as the sources',
    sources: collection.members.map(({ documentId, name, sha256, pageCount }) => ({
      document_id: documentId,
      name,
      sha256,
      pages: pageCount,
    })),
    modules: modules.map(({ written: own, ...module }) => ({
      ...module,
      sub_topics: own.map(({ topic }) => topic),
    })),
  };
  const coverage = coverageOf(
    collection,
    text,
    modules.flatMap(({ week, written: own }) =>
      own.map(({ topic, passages }) => ({
        week,
        topic: topic.title,
        pageNumbers: passages.map(({ pageNumber }) => pageNumber),
      })),
    ),
  );
  const lost = topics.filter(({ topic }) => topic.status === 'failed').length;
  return {
    data: { kind: 'course', course, quizzes, coverage, retrieval: collection.passages.space },
    evidence: [],
    findings: [...findings, ...notesOn(course, options)],
    pages: pagesOf(collection, text),
    partial: lost > 0 || failed,
  };
}

async function settleOutline(
  step: CollectionStep,
  text: CourseText,
  options: CourseOptions,
): Promise<CourseOutline> {
  const { value } = await askOrRead(step, outlineQuestion(text, options), () => readOutline(text, options));
  const complete = completeOutline(
    options.title ? { ...value, course_title: options.title } : value,
    text,
    options,
  );
  return options.approve ? step.approve('outline', complete, outlineSchema) : complete;
}

async function writeLesson(
  {
    collection,
    step,
    options,
  }: { collection: RecipeCollection; step: CollectionStep; options: CourseOptions },
  task: LessonTask,
  read: (task: LessonTask) => ReturnType<typeof extractLesson>,
): Promise<Omit<Topic, 'sections'>> {
  const shown = [...new Set(task.passages.map(({ pageNumber }) => pageNumber))];
  const answer = await askOrRead(step, lessonQuestion(collection, task, options), () => read(task));
  let settled = await settleLesson(collection, answer.value, shown);
  if (answer.origin !== 'model' && settled.dropped.length > 0) {
    // A sentence that is on no page as it was read, a column torn apart for one, makes room for others.
    const torn = new Set(settled.dropped);
    const passages = task.passages.map((passage) => ({
      ...passage,
      prose: passage.prose.filter(({ printed }) => !torn.has(printed)),
    }));
    const again = read({ ...task, passages });
    if (again) settled = await settleLesson(collection, again, shown);
  }
  const { content, citations, dropped } = settled;
  return {
    title: task.topic,
    content,
    citations: [...citations],
    status: 'written',
    written_by: answer.origin === 'model' ? 'model' : 'extract',
    dropped_citations: dropped.length,
    problem: null,
  };
}

/** A topic that failed is there by its title and its problem alone: no error text becomes content. */
function settleTopic(
  outcome: Outcome<WrittenTopic>,
  { title, sections }: { readonly title: string; readonly sections: readonly string[] },
  text: CourseText,
): WrittenTopic {
  if (outcome.ok) return outcome.value;
  const { code, detail } = outcome.problem;
  return {
    topic: {
      title,
      content: '',
      citations: [],
      status: 'failed',
      written_by: null,
      dropped_citations: 0,
      sections: sectionsNamed(sections, text),
      problem: { code, detail },
    },
    passages: [],
  };
}

function notesOn({ modules }: Course, { language }: CourseOptions): Finding[] {
  const findings: Finding[] = [];
  const written = modules.flatMap(({ week, sub_topics }) =>
    sub_topics.map((topic, index) => ({ week, index, topic })),
  );
  for (const { week, index, topic } of written) {
    const path = `course.modules[${week - 1}].sub_topics[${index}]`;
    if (topic.status === 'failed') {
      findings.push({
        code: 'topic-failed',
        severity: 'warning',
        path,
        message: `Topic ${index + 1} of module ${week} could not be written (${topic.problem?.code}); a retry writes it alone`,
      });
    }
    if (topic.dropped_citations > 0) {
      findings.push({
        code: 'citation-dropped',
        severity: 'warning',
        path,
        message:
          topic.dropped_citations === 1
            ? `A citation of topic ${index + 1} in module ${week} stands nowhere in the sources and was left out`
            : `${topic.dropped_citations} citations of topic ${index + 1} in module ${week} stand nowhere in the sources and were left out`,
      });
    }
  }
  if (language && written.some(({ topic }) => topic.written_by === 'extract')) {
    findings.push({
      code: 'language-of-sources',
      severity: 'info',
      path: 'course.language',
      message: 'Without a model lessons stay in the language of the sources',
    });
  }
  return findings;
}

function pagesOf({ pages }: RecipeCollection, { failures }: CourseText): PageStatus[] {
  return pages.map((pageNumber) => {
    const problem = failures.get(pageNumber);
    return problem
      ? { pageNumber, status: 'failed', problem: problem.toJSON() }
      : { pageNumber, status: 'succeeded' };
  });
}
