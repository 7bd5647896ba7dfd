import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { Leafcutter } from '../../src/leafcutter.ts';
import type { CourseData } from '../../src/recipes/course/course-schema.ts';
import {
  type GeminiServer,
  type GeminiServerOptions,
  startGeminiServer,
} from '../gemini-server/gemini-server.ts';
import { BOOKS, writeBook } from './books.ts';
import { type Manners, teach } from './teacher.ts';

let books: string;
let sources: string[];
beforeAll(async () => {
  books = await mkdtemp(join(tmpdir(), 'leafcutter-course-'));
  sources = [join(books, 'physics.pdf'), join(books, 'optics.pdf')];
  await writeBook({ path: sources[0]!, chapters: BOOKS.physics });
  await writeBook({ path: sources[1]!, chapters: BOOKS.optics });
  return () => rm(books, { recursive: true, force: true });
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function openLeafcutter(server?: GeminiServer, directory?: string): Promise<Leafcutter> {
  const home = directory ?? (await mkdtemp(join(tmpdir(), 'leafcutter-course-home-')));
  const leafcutter = await createLeafcutter({
    environment: server ? { GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url } : {},
    settings: { dataDirectory: home, pdfWorkers: 1, ocr: 'off', memoryMonitoring: false },
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await leafcutter.close();
    closed = true;
  };
  open.push(async () => {
    await close();
    if (!directory) await rm(home, { recursive: true, force: true });
  });
  return Object.assign(leafcutter, { shut: close });
}

async function school(manners: Manners = {}, options: GeminiServerOptions = {}): Promise<GeminiServer> {
  const server = await startGeminiServer({ answer: (request) => teach(request, manners), ...options });
  open.push(() => server.close());
  return server;
}

async function build(leafcutter: Leafcutter, options: Record<string, unknown> = {}, from = sources) {
  const run = await leafcutter.start({ recipe: 'course', sources: from, options });
  const summary = await run.summary;
  const { data } = await leafcutter.together.result(run.jobId);
  return { jobId: run.jobId, summary, data: data as CourseData };
}

/** Every quote stands on the page it names, read anew. */
async function expectCitationsFound(
  leafcutter: Leafcutter,
  { course, quizzes }: CourseData,
): Promise<number> {
  const citations = [
    ...course.modules.flatMap(({ sub_topics }) => sub_topics.flatMap((topic) => topic.citations)),
    ...quizzes.flatMap(({ questions }) => questions.map(({ citation }) => citation)),
  ];
  for (const { document_id, page_number, quote } of citations) {
    const document = await leafcutter.store.getDocument(document_id!);
    const { words } = await leafcutter.pageText(document!, page_number);
    expect(words.map(({ text }) => text).join(' ')).toContain(quote);
  }
  return citations.length;
}

function expectSound({ quizzes }: CourseData): void {
  for (const { questions } of quizzes) {
    for (const { options } of questions)
      expect(new Set(options.map((option) => option.toLowerCase())).size).toBe(4);
    expect(new Set(questions.map(({ question_text }) => question_text)).size).toBe(questions.length);
    for (const letter of ['A', 'B', 'C', 'D']) {
      const share = questions.filter(({ correct_answer }) => correct_answer === letter).length;
      expect(Math.abs(share - questions.length / 4)).toBeLessThan(1);
    }
  }
}

it('makes a course of two books without a model, marked as such, every citation on its page', async () => {
  const leafcutter = await openLeafcutter();
  const steps: string[] = [];
  leafcutter.onEvent((event) => {
    if (event.type !== 'document-progress' || !event.step) return;
    const { name, done, total } = event.step;
    steps.push(`${name} ${done}/${total}`);
  });
  const { summary, data } = await build(leafcutter, { module_questions: 6, course_questions: 4 });
  expect(summary).toMatchObject({ state: 'completed', usage: { calls: 0 } });
  const topics = data.course.modules.flatMap(({ sub_topics }) => sub_topics);
  expect(topics.map(({ title }) => title)).toEqual(
    [...BOOKS.physics, ...BOOKS.optics].map(({ title }) => title),
  );
  for (const topic of topics) {
    expect(topic).toMatchObject({ status: 'written', written_by: 'extract', problem: null });
    expect(topic.content).toContain('[1]');
  }
  const cited = new Set(topics.flatMap(({ citations }) => citations.map(({ document }) => document)));
  expect(cited).toEqual(new Set(['physics', 'optics']));
  expect(await expectCitationsFound(leafcutter, data)).toBeGreaterThan(50);
  expectSound(data);
  const modules = data.course.modules.length;
  const written = topics.length;
  expect(steps.slice(steps.indexOf('outline 0/1'))).toEqual([
    'outline 0/1',
    ...Array.from({ length: written + 1 }, (_, index) => `topics ${index}/${written}`),
    ...Array.from({ length: modules + 1 }, (_, index) => `quizzes ${index}/${modules}`),
  ]);
  expect(data.quizzes.at(-1)!.questions.length).toBe(4);
  expect(data.quizzes.every(({ questions }) => questions.every(({ kind }) => kind === 'cloze'))).toBe(true);
  expect(data.coverage.map(({ share, unused }) => [share, unused])).toEqual([
    [1, ''],
    [1, ''],
  ]);
}, 30_000);

it('has a model design, write and ask; what it invents is dropped and marked; nothing is paid twice', async () => {
  const server = await school({ invents: 'Water mills' });
  const leafcutter = await openLeafcutter(server);
  const options = { module_questions: 6, course_questions: 8, modules: 2, topics: 3 };
  const estimate = await leafcutter.estimate({ recipe: 'course', sources, options }, 10);
  const { jobId, summary, data } = await build(leafcutter, options);
  expect(summary.state).toBe('completed');
  // The outline, a lesson for each of six topics, questions of two modules and their check.
  expect(estimate).toMatchObject({ documents: 2, calls: 1 + 6 + 2 * 2 });
  expect(estimate.costMicros).toBeGreaterThan(0);
  // The lesson with an invented quote was asked of the strong model too.
  expect(server.stats.answered).toBe(estimate.calls + 1);
  expect(data.course.course_title).toBe('How things work');
  expect(data.retrieval).toBe('gemini/gemini-embedding-001');
  const topics = data.course.modules.flatMap(({ sub_topics }) => sub_topics);
  expect(topics.every(({ written_by }) => written_by === 'model')).toBe(true);
  const [invented] = topics.filter(({ dropped_citations }) => dropped_citations > 0);
  expect(invented).toMatchObject({ title: 'Water mills', dropped_citations: 1 });
  expect(invented!.content).not.toContain(`[${invented!.citations.length + 1}]`);
  expect(await expectCitationsFound(leafcutter, data)).toBeGreaterThan(20);
  expectSound(data);
  expect(data.quizzes.every(({ questions }) => questions.every(({ kind }) => kind === 'model'))).toBe(true);
  const asked = server.stats.answered;
  expect(await leafcutter.retry(jobId, ['succeeded'])).toBe(3);
  await (await leafcutter.resume(jobId)).summary;
  expect(server.stats.answered).toBe(asked);
  expect(((await leafcutter.together.result(jobId)).data as CourseData).course).toEqual(data.course);
}, 30_000);

it('marks a topic that failed, keeps its error out of the lesson, and writes it alone when asked again', async () => {
  let down = true;
  const lessons: string[] = [];
  const server = await school(
    {},
    {
      behave: ({ prompt }) => {
        if (prompt.startsWith('Write the lesson')) lessons.push(prompt);
        return down && prompt.startsWith('Write the lesson "Sea lanterns"')
          ? { kind: 'finish', finishReason: 'SAFETY' }
          : undefined;
      },
    },
  );
  const leafcutter = await openLeafcutter(server);
  const { jobId, summary, data } = await build(leafcutter, { module_questions: 2, course_questions: 0 });
  expect(summary.state).toBe('completed_with_errors');
  const failed = data.course.modules
    .flatMap(({ sub_topics }) => sub_topics)
    .filter(({ status }) => status === 'failed');
  expect(failed).toMatchObject([
    { title: 'Sea lanterns', content: '', citations: [], problem: { code: 'model-blocked' } },
  ]);
  down = false;
  const before = lessons.length;
  await leafcutter.retry(jobId);
  expect((await (await leafcutter.resume(jobId)).summary).state).toBe('completed');
  expect(lessons.length).toBe(before + 1);
}, 30_000);

it('waits for approval of the outline, writes no lesson before it, and follows what was changed in it', async () => {
  const server = await school();
  const leafcutter = await openLeafcutter(server);
  const run = await leafcutter.start({
    recipe: 'course',
    sources,
    options: { approve: true, module_questions: 0, course_questions: 0 },
  });
  expect(await run.summary).toMatchObject({ state: 'paused', problem: { code: 'approval-needed' } });
  expect(server.stats.answered).toBe(1);
  const [{ proposal } = { proposal: null }] = await leafcutter.together.approvals(run.jobId);
  const outline = proposal as { course_title: string; modules: { sub_topics: { title: string }[] }[] };
  outline.course_title = 'Changed by hand';
  outline.modules[0]!.sub_topics.splice(1);
  await leafcutter.together.approve(run.jobId, 'outline', outline);
  expect((await (await leafcutter.resume(run.jobId)).summary).state).toBe('completed');
  const { course } = (await leafcutter.together.result(run.jobId)).data as CourseData;
  expect(course.course_title).toBe('Changed by hand');
  expect(course.modules.map(({ sub_topics }) => sub_topics.length)).toEqual([1, 3]);
  // What a person sends that is no outline asks again and says why.
  await expect(leafcutter.together.approve('nobody', 'outline')).rejects.toMatchObject({
    code: 'job-not-found',
  });
}, 30_000);

it('keeps three courses that are built at once apart, and answers from the course that is asked', async () => {
  const leafcutter = await openLeafcutter();
  const options = { module_questions: 2, course_questions: 0 };
  const [both, physics, optics] = await Promise.all([
    build(leafcutter, options),
    build(leafcutter, options, [sources[0]!]),
    build(leafcutter, options, [sources[1]!]),
  ]);
  expect([both, physics, optics].map(({ data }) => data.course.sources.map(({ name }) => name))).toEqual([
    ['physics.pdf', 'optics.pdf'],
    ['physics.pdf'],
    ['optics.pdf'],
  ]);
  const ask = (jobId: string, question = 'Which surface has the telescope?') =>
    leafcutter.together.act(jobId, 'ask', { question });
  expect(await ask(optics!.jobId)).toMatchObject({
    grounded: true,
    sources: expect.arrayContaining([expect.objectContaining({ document: 'optics', page_number: 1 })]),
  });
  expect(await ask(optics!.jobId, 'Which surface has the simple-telescope?')).toMatchObject({
    grounded: true,
  });
  expect(await ask(physics!.jobId)).toMatchObject({ grounded: false, sources: [] });
}, 30_000);

it('keeps the courses of three users apart that one model writes at once', async () => {
  const prompts: string[] = [];
  let embeddings = 0;
  const server = await school(
    {},
    {
      behaveEmbeddings: () => {
        embeddings++;
        return undefined;
      },
      // Answers of the three come in any order, and many at once.
      latencyMs: () => 20 + Math.random() * 150,
      behave: ({ prompt }) => {
        prompts.push(prompt);
        return undefined;
      },
    },
  );
  const leafcutter = await openLeafcutter(server);
  const mine = ['physics', 'optics', 'horology'] as const;
  const clocks = join(books, 'horology.pdf');
  await writeBook({ path: clocks, chapters: [{ title: 'Electric clocks', subject: 'sundial' }] });
  const users = await Promise.all(
    mine.map((user, index) =>
      build(leafcutter, { title: `Course of ${user}`, module_questions: 3, course_questions: 0 }, [
        [...sources, clocks][index]!,
      ]),
    ),
  );
  for (const [index, { summary, data }] of users.entries()) {
    const user = mine[index]!;
    expect(summary.state).toBe('completed');
    expect(data.course.course_title).toBe(`Course of ${user}`);
    const { course, quizzes } = data;
    const topics = course.modules.flatMap(({ sub_topics }) => sub_topics);
    expect(topics).toHaveLength(user === 'horology' ? 1 : 3);
    expect(topics.every(({ written_by, status }) => status === 'written' && written_by === 'model')).toBe(
      true,
    );
    const cited = [
      ...topics.flatMap(({ citations }) => citations),
      ...quizzes.flatMap(({ questions }) => questions.map(({ citation }) => citation)),
    ];
    expect(new Set(cited.map(({ document_id }) => document_id))).toEqual(
      new Set(course.sources.map(({ document_id }) => document_id)),
    );
    expect(new Set(cited.map(({ document }) => document))).toEqual(new Set([user]));
    expect(await expectCitationsFound(leafcutter, data)).toBeGreaterThan(3);
    expectSound(data);
  }
  // Two of them have a topic of the same title: nobody was shown a page of another's.
  const shown = prompts
    .filter((prompt) => /^(Write|Answer)/.test(prompt))
    .map((prompt) => new Set([...prompt.matchAll(/^\[page \d+\] (\w+),/gm)].map(([, source]) => source)));
  expect(shown.length).toBeGreaterThan(9);
  expect(shown.filter(({ size }) => size !== 1)).toEqual([]);
  // Each pays for its own answers.
  const usages = await Promise.all(users.map(({ jobId }) => leafcutter.store.jobUsage(jobId)));
  expect(usages.reduce((sum, { calls }) => sum + calls, 0)).toBe(server.stats.answered + embeddings);
}, 60_000);

it('goes on in another process where it stopped, without asking again', async () => {
  let lessons = 0;
  let leafcutter: Leafcutter;
  const server = await school(
    {},
    {
      behave: ({ prompt }) => {
        // The third lesson never comes: the process is stopped meanwhile.
        if (prompt.startsWith('Write the lesson') && ++lessons === 3) {
          void leafcutter.close();
          return { kind: 'answer', latencyMs: 50 };
        }
        return undefined;
      },
    },
  );
  const home = await mkdtemp(join(tmpdir(), 'leafcutter-course-home-'));
  open.unshift(() => rm(home, { recursive: true, force: true }));
  leafcutter = await openLeafcutter(server, home);
  const options = { module_questions: 2, course_questions: 0 };
  const run = await leafcutter.start({ recipe: 'course', sources, options });
  expect((await run.summary).state).toBe('paused');
  await (leafcutter as Leafcutter & { shut(): Promise<void> }).shut().catch(() => {});
  const second = await openLeafcutter(server, home);
  expect((await (await second.resume(run.jobId)).summary).state).toBe('completed');
  expect(server.stats.duplicatesAfterSuccess).toBe(0);
}, 30_000);
