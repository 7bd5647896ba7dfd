import { z } from 'zod';
import type { Evidence } from '../../domain/evidence.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Answer, DocumentReader, Question, Reading } from '../../domain/question.ts';
import type { PageStatus } from '../../domain/result.ts';
import { Problem } from '../../problem/problem.ts';
import { discoverLabels } from '../../rules/discover-labels.ts';
import { evidenceOf } from '../../rules/evidence.ts';
import { itemLines, readInvoiceLines } from '../../rules/invoice-lines.ts';
import { readPaper } from '../../rules/paper.ts';
import { defineRecipe, type Recipe, type RecipeDocument, type RecipeOutcome, type Step } from '../recipe.ts';
import { type DiscoveredField, type Discovery, discoveredFieldSchema, discoverySchema } from './discovery.ts';
import { type FieldPlan, pathText, planOfFields } from './field-leaves.ts';
import { type FieldSpec, type FieldsOptions, fieldsOptionsSchema } from './field-options.ts';
import type { FieldsResult } from './fields-result.ts';
import { fieldsTables } from './fields-tables.ts';
import { knownFact } from './known-facts.ts';
import { mergeAnswers, type PartAnswer } from './merge-answers.ts';
import { planOfJsonSchema, zodOfJsonSchema } from './plan-json-schema.ts';
import { DISCOVER_PROMPT, fieldsPrompt } from './prompt.ts';
import { type ReadFieldsInput, readEmbeddedFields, readFields } from './read-fields.ts';

/** Pages one question looks at: what a model reads well at once. Longer documents are cut and merged. */
const PAGES_PER_QUESTION = 60;

type Fields = Record<string, unknown>;

interface Wanted<Shape> {
  readonly plan: FieldPlan;
  readonly schema: z.ZodType<Shape>;
}

/** Any fields a user names, any JSON Schema, or the fields a document offers. */
export const fields = defineRecipe<FieldsOptions, FieldsResult>({
  name: 'fields',
  version: '1',
  description: 'Any fields you name or any JSON Schema; proposes fields when none are named',
  // What no document could be read by is refused before there is a job: the problem says itself what is wrong.
  options: fieldsOptionsSchema.superRefine((options) => void wantedOf(options)),
  result: resultSchema(z.record(z.string(), z.unknown())),
  tables: fieldsTables,
  run(document, step, options) {
    const wanted = wantedOf(options);
    return runFields({ document, step, wanted, discover: options.discover ?? wanted === null });
  },
});

/** A recipe whose result has the type of a Zod schema of an object. Throws `invalid-schema` for any other schema. */
export function fieldsOf<Shape extends Fields>(
  schema: z.ZodType<Shape>,
): Recipe<Record<string, never>, FieldsResult<Shape>> {
  let plan: FieldPlan;
  try {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Fields;
    zodOfJsonSchema(json);
    plan = planOfJsonSchema(json);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('invalid-schema', {
      detail: `The schema cannot be asked for: ${(error as Error).message}`,
      cause: error,
    });
  }
  return defineRecipe<Record<string, never>, FieldsResult<Shape>>({
    name: 'fields',
    version: '1',
    description: fields.description,
    options: z.record(z.string(), z.never()),
    result: resultSchema(schema),
    tables: fieldsTables as Recipe<Record<string, never>, FieldsResult<Shape>>['tables'],
    run: (document, step) => runFields({ document, step, wanted: { plan, schema }, discover: false }),
  });
}

function resultSchema<Shape>(shape: z.ZodType<Shape>): z.ZodType<FieldsResult<Shape>> {
  return z.object({
    fields: shape.nullable(),
    incomplete: z.record(z.string(), z.unknown()).nullable(),
    discovered: z.array(discoveredFieldSchema),
  }) as unknown as z.ZodType<FieldsResult<Shape>>;
}

function wantedOf({ fields: specs, schema }: FieldsOptions): Wanted<Fields> | null {
  if (specs && schema) {
    throw new Problem('invalid-option', { detail: 'Name the fields or give a schema, not both' });
  }
  if (schema) return { plan: planOfJsonSchema(schema), schema: zodOfJsonSchema(schema) };
  if (!specs) return null;
  const twice = specs.find((one, index) => specs.findIndex((other) => other.name === one.name) < index);
  if (twice) throw new Problem('invalid-option', { detail: `The field ${twice.name} is named twice` });
  return { plan: planOfFields(specs), schema: schemaOfFields(specs) };
}

function schemaOfFields(specs: readonly FieldSpec[]): z.ZodType<Fields> {
  return z.object(
    Object.fromEntries(
      specs.map((spec) => {
        const text = [spec.label, spec.description].filter((part) => part !== undefined).join(': ');
        const value =
          spec.type === 'boolean'
            ? z.boolean().nullable()
            : spec.type === 'list'
              ? z.array(z.string())
              : z.string().nullable();
        return [spec.name, text === '' ? value : value.describe(text)];
      }),
    ),
  );
}

interface Run<Shape> {
  readonly document: RecipeDocument;
  readonly step: Step;
  readonly wanted: Wanted<Shape> | null;
  readonly discover: boolean;
}

async function runFields<Shape extends Fields>({
  document,
  step,
  wanted,
  discover,
}: Run<Shape>): Promise<RecipeOutcome<FieldsResult<Shape>>> {
  const parts = chunks(document.pages, PAGES_PER_QUESTION);
  const kinds = [...(wanted ? ['fields' as const] : []), ...(discover ? ['discover' as const] : [])];
  const tasks = kinds.flatMap((kind) => parts.map((pageNumbers) => ({ kind, pageNumbers })));
  let done = 0;
  const outcomes = await step.all(tasks, async ({ kind, pageNumbers }) => {
    const answer: Answer<Fields> | Answer<Discovery> =
      kind === 'discover'
        ? await step.ask(discoverQuestion(pageNumbers))
        : await step.ask(fieldsQuestion(wanted!, pageNumbers) as Question<Fields>);
    done += 1;
    step.progress(done, tasks.length);
    return answer;
  });
  const failure = outcomes.find((outcome) => !outcome.ok);
  if (failure && outcomes.every((outcome) => !outcome.ok)) throw failure.problem;

  const answers: PartAnswer[] = [];
  const discovered: DiscoveredField[] = [];
  const evidence: Evidence[] = [];
  const findings: Finding[] = [];
  const failed = new Map<number, Problem>();
  for (const [index, outcome] of outcomes.entries()) {
    const { kind, pageNumbers } = tasks[index]!;
    if (!outcome.ok) {
      for (const pageNumber of pageNumbers) failed.set(pageNumber, outcome.problem);
    } else if (kind === 'fields') {
      answers.push(outcome.value as Answer<Fields>);
    } else {
      const from = discovered.length;
      discovered.push(...(outcome.value as Answer<Discovery>).value.discovered);
      evidence.push(...outcome.value.evidence.map((one) => ({ ...one, path: shifted(one.path, from) })));
      findings.push(...outcome.value.findings.map((one) => ({ ...one, path: shifted(one.path, from) })));
    }
  }
  const pages = document.pages.map((pageNumber): PageStatus => {
    const problem = failed.get(pageNumber);
    return problem
      ? { pageNumber, status: 'failed', problem: problem.toJSON() }
      : { pageNumber, status: 'succeeded' };
  });
  if (!wanted || answers.length === 0) {
    return { data: { fields: null, incomplete: null, discovered }, evidence, findings, pages };
  }
  const merged = mergeAnswers(answers);
  const parsed = wanted.schema.safeParse(merged.value);
  const prefixed = <One extends { readonly path: string }>(one: One): One => ({
    ...one,
    path: one.path === '' ? 'fields' : `fields.${one.path}`,
  });
  return {
    data: {
      fields: parsed.success ? parsed.data : null,
      incomplete: parsed.success ? null : merged.value,
      discovered,
    },
    evidence: [...merged.evidence.map(prefixed), ...evidence],
    findings: [
      ...merged.findings.map(prefixed),
      ...missing(wanted.plan, merged.value).map(prefixed),
      ...findings,
    ],
    pages,
  };
}

function fieldsQuestion<Shape extends Fields>(
  { plan, schema }: Wanted<Shape>,
  pageNumbers: readonly number[],
): Question<Shape> {
  const evidencePaths = evidencePathsOf(plan);
  const input = (document: DocumentReader): ReadFieldsInput => ({ pageNumbers, document, evidencePaths });
  return {
    name: 'fields',
    parts: [{ form: 'auto', pageNumbers }],
    schema,
    prompt: fieldsPrompt(plan),
    evidencePaths,
    xml: async (document) => (await readEmbeddedFields(plan, input(document))) as Reading<Shape> | null,
    rules: async (document) => (await readFields(plan, input(document))) as Reading<Shape> | null,
  };
}

/** Values chosen from a list, answers to yes or no and codes need not be printed. */
function evidencePathsOf({ leaves, rows }: FieldPlan): string[] {
  const printed = leaves.filter((leaf) => leaf.choices === null && leaf.form !== 'boolean' && !isCode(leaf));
  return [...printed.map((leaf) => pathText(leaf.path)), ...rows.map((row) => pathText(row.path))];
}

/** `GBP` is printed as `£`, and a language not at all. */
function isCode(leaf: FieldPlan['leaves'][number]): boolean {
  const fact = knownFact(leaf)?.path;
  return fact === 'currency' || fact === 'language';
}

function missing({ leaves }: FieldPlan, value: Fields): Finding[] {
  return leaves.flatMap((leaf): Finding[] => {
    if (!leaf.required) return [];
    const found = leaf.path.reduce<unknown>((at, step) => (at as Fields | null | undefined)?.[step], value);
    if (
      found !== null &&
      found !== undefined &&
      found !== '' &&
      !(Array.isArray(found) && found.length === 0)
    )
      return [];
    return [
      {
        code: 'required-missing',
        severity: 'error',
        path: pathText(leaf.path),
        message: `The field ${leaf.labels[0] ?? pathText(leaf.path)} was not found.`,
      },
    ];
  });
}

function discoverQuestion(pageNumbers: readonly number[]): Question<Discovery> {
  return {
    name: 'discover-fields',
    parts: [{ form: 'auto', pageNumbers }],
    schema: discoverySchema,
    prompt: DISCOVER_PROMPT,
    evidencePaths: ['discovered[].value'],
    async rules(document) {
      const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
      const paper = readPaper(pages);
      const [lines = []] = readInvoiceLines(pages, paper);
      const found = discoverLabels(paper, itemLines(paper, lines));
      if (found.length === 0) return null;
      return {
        value: {
          discovered: found.map(({ name, label, type, value, pageNumber }) => ({
            name,
            label,
            type,
            value,
            page_number: pageNumber,
          })),
        },
        evidence: found.map(({ value, words, pageNumber }, index) =>
          evidenceOf({ path: `discovered[${index}].value`, value, words, pageNumber, confidence: 0.8 }),
        ),
      };
    },
  };
}

function shifted(path: string, by: number): string {
  return path.replace(/^discovered\[(\d+)\]/, (_, index: string) => `discovered[${Number(index) + by}]`);
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const out: Item[][] = [];
  for (let from = 0; from < items.length; from += size) out.push(items.slice(from, from + size));
  return out;
}
