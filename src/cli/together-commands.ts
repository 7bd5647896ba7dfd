import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';
import { follow } from './follow.ts';
import { OPTIONS, parseCount, parseModels, type SharedOptions } from './options.ts';
import { checkOptions } from './remote/control-there.ts';
import { followThere } from './remote/follow-there.ts';
import { hereOrThere } from './remote/here-or-there.ts';
import { whyUnread } from './why-unread.ts';

/** `leafcutter approve <job>` */
export function approveCommand(): Command {
  return new Command('approve')
    .description(
      'approve what a job shows before it goes on, such as the outline of a course; the job goes on',
    )
    .argument('<job>', 'job id, see leafcutter jobs')
    .option('--show', 'print what waits for approval as JSON, and approve nothing')
    .option('--with <file>', 'approve this JSON file in its place: what --show printed, edited')
    .addOption(OPTIONS.out())
    .addOption(OPTIONS.model())
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (jobId: string, options: ApproveOptions) => {
          await using leafcutter = await open(options);
          if (!(await settle(leafcutter.together, jobId, options))) return;
          const models = parseModels(options.model);
          process.exitCode = await follow(leafcutter, options, () =>
            leafcutter.resume(jobId, {
              ...(options.out ? { out: options.out } : {}),
              ...(models ? { models } : {}),
            }),
          );
        },
        async (remote, jobId: string, options: ApproveOptions) => {
          checkOptions(options);
          const { client } = remote;
          const decide = {
            approvals: async (id: string) => (await client.approvals(id)).approvals,
            approve: (id: string, name: string, value: unknown) => client.approve(id, name, value),
          };
          if (!(await settle(decide, jobId, options))) return;
          process.exitCode = await followThere(remote, jobId, { ...options, results: true });
        },
      ),
    );
}

type ApproveOptions = SharedOptions & { readonly show?: boolean; readonly with?: string };

/** What a job shows. */
interface Shown {
  readonly name: string;
  readonly proposal?: unknown;
  /** Null: it waits. */
  readonly decision?: unknown;
}

/** Shows what waits, or approves it: true when the job goes on. */
async function settle(
  decide: {
    approvals(jobId: string): Promise<readonly Shown[]>;
    approve(jobId: string, name: string, value: unknown): Promise<unknown>;
  },
  jobId: string,
  options: ApproveOptions,
): Promise<boolean> {
  const approvals = await decide.approvals(jobId);
  const waiting = approvals.find(({ decision }) => decision === null) ?? approvals[0];
  if (!waiting) throw new Problem('conflict', { detail: `Job ${jobId} shows nothing for approval` });
  if (options.show) {
    process.stdout.write(`${JSON.stringify(waiting.proposal, null, 2)}\n`);
    return false;
  }
  const value = options.with === undefined ? undefined : await readJson('--with', options.with);
  await decide.approve(jobId, waiting.name, value);
  return true;
}

/** Asks something of a job's result, here or at a server. */
type Act = (jobId: string, action: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** An action of commander that asks of a job's result, here or at a server. */
const asking = <Arguments extends readonly [...unknown[], SharedOptions]>(
  work: (act: Act, ...given: Arguments) => Promise<void>,
) =>
  hereOrThere<Arguments>(
    async (...given) => {
      await using leafcutter = await open(given.at(-1) as SharedOptions);
      await work((...asked) => leafcutter.together.act(...asked), ...given);
    },
    ({ client }, ...given) => work((...asked) => client.act(...asked), ...given),
  );

/** `leafcutter ask <job> <question>` */
export function askCommand(): Command {
  return new Command('ask')
    .description('answer a question from the documents of a job, with its sources, where its recipe can')
    .argument('<job>', 'job id, see leafcutter jobs')
    .argument('<question>', 'what to ask')
    .option('--language <language>', 'language of the answer (default: that of the question)')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(asking(ask));
}

async function ask(
  act: Act,
  jobId: string,
  question: string,
  options: SharedOptions & { language?: string },
): Promise<void> {
  const input = { question, ...(options.language ? { language: options.language } : {}) };
  const answer = (await act(jobId, 'ask', input)) as {
    answer: string;
    sources: { document: string; page_number: number; quote: string }[];
  };
  if (options.json) return print(answer);
  process.stdout.write(`${answer.answer}\n`);
  for (const { document, page_number, quote } of answer.sources) {
    process.stdout.write(`  ${document}, page ${page_number}: “${quote}”\n`);
  }
}

/** `leafcutter quiz <job>` */
export function quizCommand(): Command {
  return new Command('quiz')
    .description('print a quiz that a job made, without its answers; with --answers, grade them')
    .argument('<job>', 'job id, see leafcutter jobs')
    .option('--module <week>', 'the quiz of this module (default: the one over the whole course)')
    .option('--answers <file>', 'grade this JSON file of letters by question id, such as {"q1": "B"}')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(asking(showOrGrade));
}

async function showOrGrade(
  act: Act,
  jobId: string,
  options: SharedOptions & { module?: string; answers?: string },
): Promise<void> {
  const week = parseCount('--module', options.module);
  const answers = options.answers === undefined ? undefined : await readJson('--answers', options.answers);
  const quiz = (await act(jobId, 'quiz', week === undefined ? {} : { module_week: week })) as Quiz;
  if (answers !== undefined) {
    const grade = (await act(jobId, 'grade', { quiz_id: quiz.quiz_id, answers })) as Grade;
    if (options.json) return print(grade);
    process.stdout.write(gradeText(grade));
    return;
  }
  if (options.json) return print(quiz);
  process.stdout.write(quizText(quiz));
}

/** `leafcutter take-over <recipe> <file>` */
export function takeOverCommand(): Command {
  return new Command('take-over')
    .description(
      'take over results of an earlier system, such as a course_output.json, as jobs that are done',
    )
    .argument('<recipe>', 'the recipe they belong to, such as course')
    .argument('<file>', 'the earlier JSON file')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(
      hereOrThere(
        async (recipe: string, file: string, options: SharedOptions) => {
          const earlier = await readJson('The file', file);
          await using leafcutter = await open(options);
          printJobs(await leafcutter.together.takeOver(recipe, earlier), options);
        },
        async ({ client }, recipe: string, file: string, options: SharedOptions) => {
          const { jobs } = await client.takeOver(recipe, await readJson('The file', file));
          printJobs(jobs, options);
        },
      ),
    );
}

function printJobs(jobs: readonly string[], { json }: SharedOptions): void {
  process.stdout.write(
    json ? `${JSON.stringify({ jobs })}\n` : `${jobs.map((job) => `Job ${job}`).join('\n')}\n`,
  );
}

interface Quiz {
  readonly quiz_id: string;
  readonly title: string;
  readonly questions: readonly {
    readonly question_id: string;
    readonly question_text: string;
    readonly options: readonly string[];
  }[];
}

interface Grade {
  readonly score: number;
  readonly total_questions: number;
  readonly percentage: number;
  readonly passed: boolean;
  readonly detailed_results: readonly {
    readonly question_id: string;
    readonly user_answer: string | null;
    readonly correct_answer: string;
    readonly is_correct: boolean;
    readonly explanation: string;
  }[];
}

function quizText({ title, questions }: Quiz): string {
  const lines = questions.map(({ question_id, question_text, options }) =>
    [
      `${question_id}  ${question_text}`,
      ...options.map((option, index) => `      ${'ABCD'[index]}) ${option}`),
    ].join('\n'),
  );
  return `${title}\n\n${lines.join('\n\n')}\n`;
}

function gradeText({ score, total_questions, percentage, passed, detailed_results }: Grade): string {
  const wrong = detailed_results
    .filter(({ is_correct }) => !is_correct)
    .map(
      ({ question_id, user_answer, correct_answer, explanation }) =>
        `${question_id}  ${user_answer ?? 'no answer'}, right is ${correct_answer}. ${explanation}`,
    );
  const head = `${score} of ${total_questions} right, ${percentage} %: ${passed ? 'passed' : 'not passed'}`;
  return `${[head, ...wrong].join('\n')}\n`;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function open({ home }: SharedOptions): Promise<Leafcutter & AsyncDisposable> {
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: home } });
  return Object.assign(leafcutter, { [Symbol.asyncDispose]: () => leafcutter.close() });
}

async function readJson(option: string, path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Problem('invalid-option', {
      detail: `${option} ${path} ${whyUnread(cause)}`,
      cause,
    });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('invalid-option', {
      detail: `${option} ${path} is not JSON: ${(cause as Error).message}`,
      cause,
    });
  }
}
