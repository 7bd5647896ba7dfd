import { z } from 'zod';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import { formatPageRange } from '../../domain/page-range.ts';
import type { Question } from '../../domain/question.ts';
import { addUsage, NO_USAGE, type Usage } from '../../domain/usage.ts';
import { Problem, toProblem } from '../../problem/problem.ts';
import type { Section } from '../../rules/headings/section.ts';
import { mergeAnswers, type PartAnswer } from '../fields/merge-answers.ts';
import { zodOfJsonSchema } from '../fields/plan-json-schema.ts';
import type { Step } from '../recipe.ts';
import type { SectionPrompt } from './prompt-plan.ts';
import type { PromptResult } from './sections-schema.ts';

/** Pages one question looks at; longer sections are asked in parts whose answers are joined. */
const PAGES_PER_QUESTION = 200;

type Answered = Record<string, unknown>;

const textAnswer = z.object({
  answer: z.string().describe('Markdown'),
  quotes: z
    .array(z.string())
    .default([])
    .describe('Up to five short passages that carry the answer, copied letter by letter from the document'),
});

/** What became of all prompts of one section. */
export interface AskedSection {
  readonly results: readonly PromptResult[];
  /** Paths begin at the section. */
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  /** Why a prompt failed; the first of them. */
  readonly problem: Problem | null;
}

/**
 * Asks the prompts of one section, each as soon as those it depends on are there. A prompt that fails takes only those
 * with it that need its result. Thrown is only what stops the job.
 */
export async function askSection(
  step: Step,
  {
    section,
    pageNumbers,
    prompts,
    answered,
  }: {
    readonly section: Section;
    readonly pageNumbers: readonly number[];
    /** In an order in which each comes after those it depends on. */
    readonly prompts: readonly SectionPrompt[];
    /** Told of each result as it comes. */
    readonly answered: (result: PromptResult) => void;
  },
): Promise<AskedSection> {
  const asked = new Map<string, Promise<One>>();
  for (const prompt of prompts) {
    const needed = prompt.depends_on.map((name) => asked.get(name)!);
    const work = Promise.all(needed).then((earlier) =>
      askPrompt(step, { section, pageNumbers, prompt, earlier }),
    );
    asked.set(
      prompt.name,
      work.then((one) => {
        answered(one.result);
        return one;
      }),
    );
  }
  const settled = await Promise.allSettled(asked.values());
  const rejected = settled.find(({ status }) => status === 'rejected');
  if (rejected) throw (rejected as PromiseRejectedResult).reason;
  const all = settled.map((one) => (one as PromiseFulfilledResult<One>).value);
  return {
    results: all.map(({ result }) => result),
    evidence: all.flatMap(({ evidence }, index) =>
      evidence.map((one) => ({ ...one, path: under(index, one.path) })),
    ),
    findings: all.flatMap(({ findings }, index) =>
      findings.map((one) => ({ ...one, path: under(index, one.path) })),
    ),
    problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

const under = (index: number, path: string): string =>
  `results[${index}].result${path === '' ? '' : `.${path}`}`;

interface One {
  readonly result: PromptResult;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly problem: Problem | null;
}

interface Ask {
  readonly section: Section;
  readonly pageNumbers: readonly number[];
  readonly prompt: SectionPrompt;
  readonly earlier: readonly One[];
}

async function askPrompt(step: Step, { section, pageNumbers, prompt, earlier }: Ask): Promise<One> {
  const missing = earlier.find(({ result }) => result.status !== 'succeeded');
  if (missing) {
    const problem = new Problem('nothing-readable', {
      detail: `The prompt ${prompt.name} needs the result of ${missing.result.prompt}, which is not there`,
    });
    return without(prompt, 'skipped', problem);
  }
  const parts: PartAnswer[] = [];
  let usage: Usage = NO_USAGE;
  let model: string | null = null;
  try {
    for (let from = 0; from < pageNumbers.length; from += PAGES_PER_QUESTION) {
      const pages = pageNumbers.slice(from, from + PAGES_PER_QUESTION);
      const answer = await step.ask(questionOf(section, pages, prompt, earlier));
      parts.push(answer);
      usage = addUsage(usage, answer.usage);
      model = answer.model ?? model;
    }
  } catch (error) {
    const problem = toProblem(error);
    if (problem.disposition === 'stop' || problem.disposition === 'park') throw error;
    const isUnasked = problem.code === 'nothing-readable' || problem.code === 'not-asked';
    return without(prompt, isUnasked ? 'skipped' : 'failed', problem, usage);
  }
  const { value, evidence, findings } = prompt.schema ? mergeAnswers(parts) : joinTexts(parts);
  const { calls, ...tokens } = usage;
  return {
    result: {
      prompt: prompt.name,
      status: 'succeeded',
      result: value,
      problem: null,
      attempts: calls,
      usage: tokensOf(tokens),
      model,
    },
    evidence,
    findings,
    problem: null,
  };
}

function without(
  prompt: SectionPrompt,
  status: 'failed' | 'skipped',
  problem: Problem,
  usage: Usage = NO_USAGE,
): One {
  return {
    result: {
      prompt: prompt.name,
      status,
      result: null,
      problem: { ...problem.toJSON() },
      attempts: usage.calls,
      usage: tokensOf(usage),
      model: null,
    },
    evidence: [],
    findings: [],
    problem: status === 'failed' ? problem : null,
  };
}

const tokensOf = ({ inputTokens, outputTokens, cachedTokens, costMicros }: Omit<Usage, 'calls'>) => ({
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  cached_tokens: cachedTokens,
  cost_micros: costMicros,
});

function questionOf(
  section: Section,
  pageNumbers: readonly number[],
  prompt: SectionPrompt,
  earlier: readonly One[],
): Question<Answered> {
  const { title, number } = section;
  const name = number !== null && !title.includes(number) ? `${number} ${title}` : title;
  const context = `This is the section “${name}” of a document, pages ${formatPageRange(pageNumbers)}. What belongs to other sections on its first and last page is to be left out.`;
  const known = earlier.map(
    ({ result }) => `Result of “${result.prompt}” for this section:\n${plainResult(result.result)}`,
  );
  return {
    name: prompt.name,
    kind: 'section',
    tier: prompt.tier,
    parts: [{ form: 'auto', pageNumbers }],
    schema: prompt.schema ? zodOfJsonSchema(prompt.schema) : (textAnswer as unknown as z.ZodType<Answered>),
    prompt: [context, prompt.prompt, ...known].join('\n\n'),
    // A summary has no place on the page; the passages that carry it have.
    evidencePaths: prompt.schema ? [] : ['quotes[]'],
    merge: (first, second) => joinAnswers(prompt, first, second),
  };
}

function plainResult(result: PromptResult['result']): string {
  const keys = Object.keys(result ?? {});
  const isText =
    typeof result?.answer === 'string' && keys.every((key) => key === 'answer' || key === 'quotes');
  return isText ? (result.answer as string) : JSON.stringify(result);
}

function joinAnswers(prompt: SectionPrompt, first: Answered, second: Answered): Answered {
  const parts = [first, second].map((value): PartAnswer => ({ value, evidence: [], findings: [] }));
  return (prompt.schema ? mergeAnswers(parts) : joinTexts(parts)).value;
}

/** Answers to the parts of a long section, one after the other. */
function joinTexts(parts: readonly PartAnswer[]): PartAnswer {
  const evidence: Evidence[] = [];
  const quotes: unknown[] = [];
  for (const part of parts) {
    const from = quotes.length;
    quotes.push(...((part.value.quotes as unknown[] | undefined) ?? []));
    evidence.push(
      ...part.evidence.map((one) => ({
        ...one,
        path: one.path.replace(/^quotes\[(\d+)\]/, (_, at: string) => `quotes[${Number(at) + from}]`),
      })),
    );
  }
  return {
    value: { answer: parts.map(({ value }) => value.answer).join('\n\n'), quotes },
    evidence,
    findings: parts.flatMap(({ findings }) => findings),
  };
}
