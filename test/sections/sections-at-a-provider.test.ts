import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLeafcutter } from '../../src/app.ts';
import type { DocumentResult } from '../../src/domain/result.ts';
import type { RunSummary } from '../../src/engine/run.ts';
import type { SectionsResult } from '../../src/recipes/sections/sections-schema.ts';
import {
  type Behaviour,
  type FileAction,
  type GeminiRequest,
  type GeminiServer,
  startGeminiServer,
} from '../gemini-server/gemini-server.ts';
import { writeBookPdf } from '../support/book-pdf.ts';
import { noise } from '../support/charges-pdf.ts';

const CHAPTERS = 5;
const GIST = [{ name: 'gist', prompt: 'Sum it up' }];

/** Too large to travel inline. */
let picture: string;
let cwd: string;
let server: GeminiServer;
let behave: (request: GeminiRequest) => Behaviour | undefined;
let fileTrouble: (action: FileAction) => 'hang' | undefined;
let asked: string[];
beforeAll(async () => {
  picture = `data:image/jpeg;base64,${(await noise()).toString('base64')}`;
});
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'leafcutter-sections-'));
  fileTrouble = () => undefined;
  behave = () => undefined;
  asked = [];
  server = await startGeminiServer({
    answer: ({ prompt }) => {
      asked.push(prompt);
      return { answer: prompt.includes('Make a question') ? 'Which tide?' : 'GIST OF IT', quotes: [] };
    },
    latencyMs: 100,
    behave: (request) => behave(request),
    behaveFiles: (action) => fileTrouble(action),
  });
});
afterEach(() => server.close());

interface Ended {
  readonly summary: RunSummary;
  readonly chapters: SectionsResult['sections'];
  readonly messages: readonly string[];
  /** Pieces of the result in the order in which they were shown. */
  readonly partial: readonly { readonly path: string; readonly value: unknown }[];
}

/** Runs, or goes on with a job's failures, with a Leafcutter of its own as a new process would. */
async function run(
  what:
    | { readonly names: readonly string[]; readonly prompts: readonly object[] }
    | { readonly retry: string },
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const messages: string[] = [];
  const partial: { path: string; value: unknown }[] = [];
  const leafcutter = await createLeafcutter({
    environment: {
      ...{ LEAFCUTTER_HOME: join(cwd, 'home'), LEAFCUTTER_OCR: 'off' },
      ...{ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: server.url },
      ...environment,
    },
    onEvent: (event) => {
      if (event.type !== 'document-progress') return;
      if (event.message) messages.push(event.message);
      if (event.partial) partial.push({ path: event.partial.path, value: JSON.parse(event.partial.json) });
    },
  });
  try {
    if ('retry' in what) await leafcutter.retry(what.retry, ['partial', 'failed']);
    const begun =
      'retry' in what
        ? await leafcutter.resume(what.retry)
        : await leafcutter.start<unknown, unknown>({
            recipe: 'sections',
            sources: what.names.map((name) => join(cwd, name)),
            options: { prompts: what.prompts },
            route: 'fast',
            models: { fast: 'gemini/gemini-3.8-flash' },
          });
    const results: DocumentResult<SectionsResult>[] = [];
    for await (const result of begun) results.push(result as DocumentResult<SectionsResult>);
    const chapters = results.flatMap(({ data }) => data!.sections.filter(({ level }) => level === 1));
    return { summary: await begun.summary, chapters, messages, partial };
  } finally {
    await leafcutter.close();
  }
}

test('the ceilings of section tasks, uploads and slices hold across documents, and no file is left', async () => {
  for (const name of ['a.pdf', 'b.pdf']) {
    await writeBookPdf(join(cwd, name), { chapters: CHAPTERS, outline: true, picture });
  }
  const { summary, chapters } = await run(
    { names: ['a.pdf', 'b.pdf'], prompts: GIST },
    { MAX_CONCURRENT_SECTION_TASKS: '4', MAX_CONCURRENT_UPLOADS: '3', MAX_CONCURRENT_SPLITS: '2' },
  );
  expect(summary.state).toBe('completed');
  expect(chapters.map(({ status }) => status)).toEqual(Array(2 * CHAPTERS).fill('succeeded'));
  expect(server.stats.files).toMatchObject({ uploaded: 2 * CHAPTERS, left: [] });
  expect(server.stats.maxUploads).toBeLessThanOrEqual(3);
  expect(server.stats.maxInFlight).toBeLessThanOrEqual(4);
});

test('a section whose upload hangs times out alone, its file is deleted, and a retry asks just it', async () => {
  await writeBookPdf(join(cwd, 'book.pdf'), { chapters: CHAPTERS, outline: true, picture });
  const begun: string[] = [];
  // The second file never becomes ready, nor any that is sent after the five: the tries of its section.
  fileTrouble = ({ action, name }) => {
    const file = name.replace(/^files\//, '');
    if (action === 'start') begun.push(file);
    const at = begun.indexOf(file);
    return action === 'get' && (at === 1 || at >= CHAPTERS) ? 'hang' : undefined;
  };
  const first = await run(
    { names: ['book.pdf'], prompts: GIST },
    {
      ...{ MAX_CONCURRENT_SECTION_TASKS: '5', MAX_CONCURRENT_UPLOADS: '3', MAX_CONCURRENT_SPLITS: '4' },
      // Many times what the others need, also on a machine that is busy.
      SECTION_TASK_TIMEOUT_SECONDS: '8',
    },
  );
  expect(first.summary.state).toBe('completed_with_errors');
  const failed = first.chapters.filter(({ status }) => status !== 'succeeded');
  expect(failed.map(({ status, problem }) => [status, problem?.code])).toEqual([
    ['failed', 'deadline-passed'],
  ]);
  expect(first.messages.at(-1)).toBe(`${failed[0]!.section_name}: gist failed`);
  expect(server.stats.files.left).toEqual([]);
  expect(server.stats.answered).toBe(CHAPTERS - 1);

  fileTrouble = () => undefined;
  const again = await run({ retry: first.summary.jobId });
  expect(again.summary.state).toBe('completed');
  expect(again.chapters.map(({ status }) => status)).toEqual(Array(CHAPTERS).fill('succeeded'));
  expect(server.stats.answered).toBe(CHAPTERS);
  expect(server.stats.files.left).toEqual([]);
});

test('the prompts of a section share one upload, which outlives none of them', async () => {
  await writeBookPdf(join(cwd, 'book.pdf'), { chapters: 2, outline: true, picture });
  const prompts = [
    ...GIST,
    { name: 'words', prompt: 'Make a list' },
    { name: 'quiz', prompt: 'Make a question', depends_on: ['gist', 'words'] },
  ];
  // One file is gone before it is asked about once more: its section uploads it again and goes on.
  let isLost = false;
  behave = ({ prompt }) => {
    if (!prompt.includes('Make a question') || isLost) return undefined;
    isLost = true;
    return { kind: 'error', status: 403, message: 'No permission to access the File, or it may not exist.' };
  };
  const { summary, chapters } = await run({ names: ['book.pdf'], prompts });
  expect(summary.state).toBe('completed');
  expect(chapters.flatMap(({ results }) => results.map(({ status }) => status))).toEqual(
    Array(6).fill('succeeded'),
  );
  expect(server.stats.answered).toBe(6);
  expect(server.stats.files).toMatchObject({ uploaded: 3, deleted: 3, left: [] });
});

test('a prompt is shown the results it depends on; a changed prompt is asked again and no other', async () => {
  await writeBookPdf(join(cwd, 'book.pdf'), { chapters: 2, outline: true });
  const prompts = (question: string) => [
    { name: 'quiz', prompt: question, depends_on: ['gist'] },
    { name: 'gist', prompt: 'Sum it up' },
  ];
  const { chapters, partial } = await run({ names: ['book.pdf'], prompts: prompts('Make a question') });
  expect(partial.filter(({ path }) => path.startsWith('sections[0]'))).toEqual(
    chapters[0]!.results.map((value, index) => ({ path: `sections[0].results[${index}]`, value })),
  );
  expect(asked).toHaveLength(4);
  expect(asked.filter((prompt) => prompt.includes('Make a question'))).toHaveLength(2);
  for (const prompt of asked) expect(prompt.includes('GIST OF IT')).toBe(prompt.includes('Make a question'));
  expect(chapters[0]!.results.map(({ prompt, result }) => [prompt, result!.answer])).toEqual([
    ['gist', 'GIST OF IT'],
    ['quiz', 'Which tide?'],
  ]);

  await run({ names: ['book.pdf'], prompts: prompts('Make a question for children') });
  expect(asked.slice(4).map((prompt) => prompt.includes('for children'))).toEqual([true, true]);
});
