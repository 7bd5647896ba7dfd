// Courses from pairs of real books, without a model: what they cite, cover and ask, and what it costs. Citations are read anew
// from the PDF. Every figure stands beside what is asked of it. npm run bench -- courses [books...]
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createLeafcutter } from '../src/app.ts';
import type { CourseData } from '../src/recipes/course/course-schema.ts';
import { printTable } from './print-table.ts';

const corpus = resolve(import.meta.dirname, '../../shared/corpus/books');
const given = process.argv.slice(2);
const books = given.length > 0 ? given.map((path) => resolve(path)) : await booksOf(corpus);

async function booksOf(folder: string): Promise<string[]> {
  if (!existsSync(folder)) throw new Error(`There are no books in ${folder}; name some`);
  return (await readdir(folder)).filter((name) => name.endsWith('.pdf')).map((name) => join(folder, name));
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const rows: string[][] = [];
for (let at = 0; at + 1 < books.length; at += 2) {
  const sources = books.slice(at, at + 2);
  const home = await mkdtemp(join(tmpdir(), 'leafcutter-bench-courses-'));
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: { dataDirectory: home, ocr: 'off' },
  });
  try {
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    const run = await leafcutter.start({ recipe: 'course', sources });
    await run.summary;
    const wallMs = performance.now() - startedMs;
    const { user, system } = process.cpuUsage(cpu);
    const { course, quizzes, coverage } = (await leafcutter.together.result(run.jobId)).data as CourseData;
    const topics = course.modules.flatMap(({ sub_topics }) => sub_topics);
    const citations = [
      ...topics.flatMap((topic) => topic.citations),
      ...quizzes.flatMap(({ questions }) => questions.map(({ citation }) => citation)),
    ];
    const pages = new Map<string, string>();
    let found = 0;
    for (const { document_id, page_number, quote } of citations) {
      const key = `${document_id} ${page_number}`;
      if (!pages.has(key)) {
        const document = await leafcutter.store.getDocument(document_id!);
        const { words } = await leafcutter.pageText(document!, page_number);
        pages.set(key, plain(words.map(({ text }) => text).join('')));
      }
      if (pages.get(key)!.includes(plain(quote))) found++;
    }
    const whole = quizzes.find(({ quiz_type }) => quiz_type === 'course')?.questions ?? [];
    const shares = ['A', 'B', 'C', 'D'].map(
      (letter) => whole.filter(({ correct_answer }) => correct_answer === letter).length,
    );
    const cited = new Set(topics.flatMap((topic) => topic.citations.map(({ document }) => document)));
    rows.push([
      sources.map((path) => basename(path, '.pdf')).join(' + '),
      `${course.modules.length} / ${topics.length}`,
      `${topics.filter(({ status }) => status === 'failed').length}`,
      `${found} of ${citations.length}`,
      `${cited.size} of ${sources.length}`,
      coverage.map(({ share }) => `${Math.round(100 * share)} %`).join(', '),
      `${whole.length}: ${shares.join(' ')}`,
      `${quizzes.reduce((sum, { questions }) => sum + questions.length, 0)}`,
      `${(wallMs / 1_000).toFixed(1)} s`,
      `${((user + system) / 1e6).toFixed(1)} s`,
    ]);
  } finally {
    await leafcutter.close();
    await rm(home, { recursive: true, force: true });
  }
}
printTable(
  'Courses from pairs of books, without a model',
  [
    'books',
    'modules / topics',
    'topics failed',
    'citations on their page (asked: all)',
    'books cited (all)',
    'pages that feed a topic',
    'course quiz: A B C D (20 to 30 % each of 40)',
    'questions in all',
    'wall',
    'processor',
  ],
  rows,
);
