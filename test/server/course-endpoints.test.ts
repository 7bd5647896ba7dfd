import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApprovalListBody } from '../../src/api/combined.ts';
import type {
  ChatAnswerBody,
  CourseBody,
  CourseJobBody,
  GradeBody,
  QuizBody,
} from '../../src/api/course-endpoints.ts';
import { BOOKS, writeBook } from '../course/books.ts';
import { type OpenServer, openServer } from './open-server.ts';

let server: OpenServer;
let form: (fields?: Readonly<Record<string, string>>) => Promise<FormData>;
beforeAll(async () => {
  server = await openServer();
  const physics = join(server.directory, 'physics.pdf');
  const optics = join(server.directory, 'optics.pdf');
  await writeBook({ path: physics, chapters: BOOKS.physics });
  await writeBook({ path: optics, chapters: BOOKS.optics });
  form = async (fields = {}) => {
    const made = new FormData();
    for (const path of [physics, optics]) {
      made.append(
        'files[]',
        new Blob([await readFile(path)], { type: 'application/pdf' }),
        path.split('/').at(-1)!,
      );
    }
    for (const [name, value] of Object.entries(fields)) made.append(name, value);
    return made;
  };
});
afterAll(async () => {
  await server.close();
  await server.remove();
});

const get = async (path: string) => (await server.fetch(path)).json();
const post = (path: string, body: unknown): Promise<Response> =>
  server.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function rested(jobId: string): Promise<CourseJobBody> {
  await server.fetch(`/v1/jobs/${jobId}?wait=30`);
  return (await get(`/api/jobs/${jobId}`)) as CourseJobBody;
}

it('takes PDFs, makes their course, shows and grades its quizzes, answers from it', async () => {
  const accepted = await server.fetch('/api/upload-pdfs', {
    method: 'POST',
    body: await form({ course_title: 'Things' }),
  });
  expect(accepted.status).toBe(202);
  const { job_id, status, status_url } = (await accepted.json()) as Record<string, string>;
  expect([status, status_url]).toEqual(['pending', `/api/jobs/${job_id}`]);
  const job = await rested(job_id!);
  expect(job).toMatchObject({
    status: 'completed',
    progress: 100,
    error: null,
    result: { course_title: 'Things', modules: 2 },
  });
  expect(await get('/api/courses')).toEqual([job.result]);

  const course = (await get(`/api/course/${job_id}`)) as CourseBody;
  expect(course.sources.map(({ name }) => name)).toEqual(['physics.pdf', 'optics.pdf']);
  const [citation] = course.modules.at(-1)!.sub_topics[0]!.citations;
  const picture = await server.fetch(
    `/v1/documents/${citation!.document_id}/pages/${citation!.page_number}.webp?long_edge=200`,
  );
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);

  const shown = (await (await post('/api/quiz/generate-course', { course_id: job_id })).json()) as QuizBody;
  expect(shown.total_questions).toBe(shown.questions.length);
  expect(JSON.stringify(shown)).not.toMatch(/correct_answer|explanation|citation/);
  expect(await get(`/api/quiz/${shown.quiz_id}`)).toEqual(shown);
  const module = (await (
    await post('/api/quiz/generate-module', { course_id: job_id, module_week: 2 })
  ).json()) as QuizBody;
  expect(module.module_week).toBe(2);

  const nothing = (await (
    await post('/api/quiz/submit', { quiz_id: shown.quiz_id, answers: {} })
  ).json()) as GradeBody;
  expect(nothing).toMatchObject({ score: 0, percentage: 0, passed: false });
  expect(nothing.detailed_results.length).toBe(shown.total_questions);
  const key = Object.fromEntries(
    nothing.detailed_results.map(({ question_id, correct_answer }) => [
      question_id,
      correct_answer.toLowerCase(),
    ]),
  );
  expect(
    await (await post('/api/quiz/submit', { quiz_id: shown.quiz_id, answers: key })).json(),
  ).toMatchObject({ percentage: 100, passed: true });

  const answer = (await (
    await post('/api/chat', { course_id: job_id, query: 'Which prism of the lantern?' })
  ).json()) as ChatAnswerBody;
  expect(answer).toMatchObject({ grounded: true, answered_by: 'extract' });
  expect(answer.sources[0]!.document).toBe('optics');

  const { files } = (await get(`/v1/jobs/${job_id}/files`)) as { files: { path: string; href: string }[] };
  const scorm = files.find(({ path }) => path === 'course-scorm12.zip')!;
  expect(
    Buffer.from(await (await server.fetch(scorm.href)).arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
}, 40_000);

it('waits for approval by HTTP and goes on with what was sent', async () => {
  const body = await form({ approve: 'true' });
  const { job_id } = (await (await server.fetch('/api/upload-pdfs', { method: 'POST', body })).json()) as {
    job_id: string;
  };
  expect(await rested(job_id)).toMatchObject({ status: 'processing', waits_for_approval: true });
  const { approvals } = (await get(`/v1/jobs/${job_id}/approvals`)) as ApprovalListBody;
  expect(approvals).toMatchObject([{ name: 'outline', decision: null }]);
  const value = { ...(approvals[0]!.proposal as object), course_title: 'By hand' };
  expect((await post(`/v1/jobs/${job_id}/approvals/outline`, { value })).status).toBe(202);
  expect((await rested(job_id)).result?.course_title).toBe('By hand');
}, 40_000);

it('says what is wrong with what it is sent', async () => {
  expect((await server.fetch('/api/course/none')).status).toBe(404);
  // Whatever is asked of what is not there, it is called by the same words.
  for (const answer of [
    await server.fetch('/api/quiz/none-course'),
    await post('/api/quiz/submit', { quiz_id: 'none-course', answers: {} }),
  ]) {
    expect(await answer.json()).toMatchObject({ status: 404, detail: 'There is no quiz none-course' });
  }
  for (const answer of [
    await server.fetch('/api/course/none'),
    await post('/api/quiz/generate-course', { course_id: 'none' }),
    await post('/api/chat', { course_id: 'none', query: 'Why?' }),
  ]) {
    expect(await answer.json()).toMatchObject({ status: 404, detail: 'There is no course none' });
  }
  const unknownFiles = await server.fetch('/v1/jobs/none/files');
  expect(await unknownFiles.json()).toMatchObject({ status: 404, detail: 'There is no job none' });
  expect((await post('/api/upload-pdfs', {})).status).toBe(415);
  expect((await server.fetch('/api/upload-pdfs', { method: 'POST', body: new FormData() })).status).toBe(422);
  const [{ course_id } = { course_id: '' }] = (await get('/api/courses')) as { course_id: string }[];
  expect((await post('/api/chat', { course_id })).status).toBe(400);
  expect(
    (await post('/api/quiz/submit', { quiz_id: `${course_id}-course`, answers: { q1: 'E' } })).status,
  ).toBe(400);
  expect(
    (await post('/api/quiz/submit', { quiz_id: `${course_id}-course`, answers: { q999: 'A' } })).status,
  ).toBe(400);
  expect((await post(`/v1/jobs/${course_id}/actions/dance`, {})).status).toBe(404);
});

it('takes over what the earlier system wrote, once, and shows it beside the others', async () => {
  const earlier = {
    course_id: 7,
    course_title: 'Earlier',
    modules: [{ week: 1, title: 'Mills', sub_topics: [{ title: 'Wheels', content: 'The river turns it.' }] }],
  };
  const taken = await post('/v1/recipes/course/take-over', [earlier]);
  expect(taken.status).toBe(201);
  const { jobs } = (await taken.json()) as { jobs: string[] };
  expect(await (await post('/v1/recipes/course/take-over', earlier)).json()).toEqual({ jobs });
  expect(await get(`/api/course/${jobs[0]}`)).toMatchObject({ course_title: 'Earlier', quizzes: [] });
  expect((await post('/v1/recipes/course/take-over', { modules: 3 })).status).toBe(400);
  expect((await post('/v1/recipes/bill/take-over', earlier)).status).toBe(400);
  expect((await post('/v1/recipes/none/take-over', earlier)).status).toBe(404);
});
