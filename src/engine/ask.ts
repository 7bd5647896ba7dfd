import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import type { Answer, Question, QuestionText, Reading, Tier } from '../domain/question.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { Problem, toProblem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { LedgerAnswer } from '../store/store.ts';
import { locateValues, verifyAnswer } from '../verify/verify.ts';
import type { CallContext, ModelCall } from './call-model.ts';
import type { DocumentReader } from './document-reader.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { estimateInputTokens, makeContent, planParts } from './model-content.ts';
import type { EngineParts, TierModels } from './parts.ts';
import { questionKey } from './question-key.ts';
import { repairPrompt } from './repair-prompt.ts';
import { type Route, type Stage, stagesOf } from './route.ts';

/** Times one model is asked again because its answer is not what the schema asks for. */
const MAX_REPAIRS = 2;
/** Output a question may need before it is known: a dense page of a bill. */
const OUTPUT_TOKENS_PER_PAGE = 1_500;

/** Answers model calls: from the ledger, from a model, or, for an estimate, not at all. */
export interface Calls {
  get(
    asker: Asker,
    call: ModelCall,
  ): Promise<{ readonly answer: LedgerAnswer; readonly remembered: boolean }>;
}

/** Who asks: one document of one job. */
export interface Asker {
  readonly engine: EngineParts;
  readonly calls: Calls;
  readonly recipe: Recipe;
  readonly models: TierModels;
  readonly route: Route;
  readonly document: DocumentReader;
  readonly context: CallContext;
}

/**
 * Answers a question along the route. A stage's answer is accepted when verification finds no error; else the next
 * stage is asked with the findings. With no stage left the best answer is returned, marked as not accepted.
 * Throws the last Problem when no stage gave any answer.
 */
export async function ask<Value>(asker: Asker, question: Question<Value>): Promise<Answer<Value>> {
  let best: Answer<Value> | undefined;
  let lastProblem: Problem | undefined;
  let spent: Usage = NO_USAGE;
  for (const stage of stagesOf(asker.route, question.tier)) {
    try {
      const answer = await askStage(asker, question, stage, best?.findings.filter(isError) ?? []);
      if (!answer) continue;
      spent = addUsage(spent, answer.usage);
      if (answer.accepted) return { ...answer, usage: spent };
      best = better(best, answer);
    } catch (error) {
      lastProblem = toProblem(error);
      if (endsDocument(lastProblem)) throw lastProblem;
    }
  }
  if (best) return { ...best, usage: spent };
  throw lastProblem ?? nothingReadable(asker, question);
}

function nothingReadable(asker: Asker, question: QuestionText): Problem {
  const pages = question.parts.flatMap((part) => part.pageNumbers).join(', ');
  return new Problem('nothing-readable', {
    detail: `${asker.document.name}, page ${pages}: the rules found nothing to read; ask a model with --route cascade and a key`,
  });
}

/** Problems that are not about this question's answer: no other stage can help. */
function endsDocument({ disposition, code }: Problem): boolean {
  return disposition === 'stop' || disposition === 'park' || code === 'deadline-passed';
}

const isError = (finding: Finding): boolean => finding.severity === 'error';

/** Fewer errors win; between equals the later stage, which knew the findings of the earlier. */
function better<Value>(best: Answer<Value> | undefined, answer: Answer<Value>): Answer<Value> {
  if (!best) return answer;
  return answer.findings.filter(isError).length <= best.findings.filter(isError).length ? answer : best;
}

async function askStage<Value>(
  asker: Asker,
  question: Question<Value>,
  stage: Stage,
  findings: readonly Finding[],
): Promise<Answer<Value> | null> {
  if (stage === 'fast' || stage === 'strong') return askModel(asker, question, stage, findings);
  const reading = await question[stage]?.(asker.document);
  return reading ? verifyReading(asker, question, stage, reading) : null;
}

async function verifyReading<Value>(
  asker: Asker,
  question: Question<Value>,
  stage: 'xml' | 'rules',
  reading: Reading<Value>,
): Promise<Answer<Value>> {
  const checks = (await question.check?.(reading.value, asker.document)) ?? [];
  const { findings, accepted } = verifyAnswer({
    value: reading.value,
    schema: question.schema,
    evidence: reading.evidence,
    origin: stage,
    findings: [...(reading.findings ?? []), ...checks],
  });
  const { value, evidence } = reading;
  return { value, evidence, findings, usage: NO_USAGE, origin: stage, stage, remembered: false, accepted };
}

async function askModel<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  findings: readonly Finding[],
): Promise<Answer<Value> | null> {
  const models = asker.models[tier];
  if (!models?.length) return null;
  // Recognising a scan takes a second or more: it runs while the model thinks.
  const pages = readPages(asker, question);
  pages.catch(() => {});
  let told = findings;
  let spent: Usage = NO_USAGE;
  for (let repairs = 0; ; repairs++) {
    try {
      const answer = await askOnce(asker, question, tier, told, pages);
      spent = addUsage(spent, answer.usage);
      if (answer.accepted || repairs >= MAX_REPAIRS || !breaksSchema(answer.findings)) {
        return { ...answer, usage: spent };
      }
      told = [...findings, ...answer.findings.filter(isError)];
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'model-truncated') return askHalves(asker, question, tier, problem);
      if (problem.disposition !== 'repair' || repairs >= MAX_REPAIRS) throw problem;
      told = [
        ...findings,
        { code: problem.code, severity: 'error', path: '', message: repairHint(problem, repairs) },
      ];
    }
  }
}

/** Worded by round, so that the second repair is another question than the first and not answered from the ledger. */
function repairHint(problem: Problem, repairs: number): string {
  return `Try ${repairs + 1} gave no usable JSON (${problem.code}): answer with the JSON object alone`;
}

const breaksSchema = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'schema-invalid');

async function readPages(asker: Asker, question: QuestionText): Promise<readonly PageText[]> {
  if (question.evidencePaths?.length === 0) return [];
  const pageNumbers = new Set(question.parts.flatMap((part) => part.pageNumbers));
  return Promise.all([...pageNumbers].map((pageNumber) => asker.document.words(pageNumber)));
}

async function askOnce<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  told: readonly Finding[],
  pages: Promise<readonly PageText[]>,
): Promise<Answer<Value>> {
  const { answer, remembered } = await asker.calls.get(asker, planCall(asker, question, tier, told));
  const evidence = locateValues(answer.value, await pages, {
    origin: 'model',
    ...(question.evidencePaths ? { evidencePaths: question.evidencePaths } : {}),
  });
  const parsed = question.schema.safeParse(answer.value);
  const checks = parsed.success ? ((await question.check?.(parsed.data, asker.document)) ?? []) : [];
  const { findings, accepted } = verifyAnswer({
    value: answer.value,
    schema: question.schema,
    evidence,
    origin: 'model',
    findings: checks,
  });
  if (!parsed.success && !breaksSchema(findings)) throw new Error('verification must report a broken schema');
  return {
    value: (parsed.success ? parsed.data : answer.value) as Value,
    evidence,
    findings,
    usage: remembered ? NO_USAGE : answer.usage,
    origin: 'model',
    model: answer.model,
    stage: tier,
    remembered,
    accepted,
  };
}

function planCall(asker: Asker, question: QuestionText, tier: Tier, told: readonly Finding[]): ModelCall {
  const { engine, document, recipe } = asker;
  const models = asker.models[tier]!;
  const model = models[0]!;
  const parts = planParts(question, model, document);
  const prompt = repairPrompt(question.prompt, told);
  const jsonSchema = jsonSchemaOf(question.schema);
  const pages = parts.reduce((total, part) => total + part.pageNumbers.length, 0);
  const inputTokens = estimateInputTokens(parts, prompt, model);
  const outputTokens = Math.min(model.capabilities.maxOutputTokens, pages * OUTPUT_TOKENS_PER_PAGE);
  const costMicros = engine.price(
    model.id,
    { inputTokens, outputTokens, cachedTokens: 0 },
    engine.clock.now(),
  );
  return {
    key: questionKey({
      recipe: recipe.name,
      recipeVersion: recipe.version,
      question: question.name,
      prompt,
      jsonSchema,
      model: model.id,
      parameters: model.parameters,
      documentSha256: document.sha256,
      parts,
    }),
    question,
    models,
    request: { prompt, jsonSchema, maxOutputTokens: model.capabilities.maxOutputTokens },
    pages,
    estimate: { inputTokens, outputTokens, costMicros },
    content: (_model, signal) => makeContent(engine, parts, document, signal),
  };
}

/** A truncated answer over several pages is asked again in halves and joined, down to single pages. */
async function askHalves<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  problem: Problem,
): Promise<Answer<Value> | null> {
  const { merge, parts } = question;
  const [part] = parts;
  if (!merge || !part || parts.length > 1 || part.pageNumbers.length < 2) throw problem;
  const middle = Math.ceil(part.pageNumbers.length / 2);
  const halves = [part.pageNumbers.slice(0, middle), part.pageNumbers.slice(middle)];
  const [first, second] = await Promise.all(
    halves.map((pageNumbers) =>
      askModel(asker, { ...question, parts: [{ ...part, pageNumbers }] }, tier, []),
    ),
  );
  if (!first || !second) return first ?? second ?? null;
  return verifyMerged(asker, question, merge(first.value, second.value), first, second);
}

async function verifyMerged<Value>(
  asker: Asker,
  question: Question<Value>,
  value: Value,
  first: Answer<Value>,
  second: Answer<Value>,
): Promise<Answer<Value>> {
  const evidence = locateValues(value, await readPages(asker, question), {
    origin: 'model',
    ...(question.evidencePaths ? { evidencePaths: question.evidencePaths } : {}),
  });
  const checks = (await question.check?.(value, asker.document)) ?? [];
  const { findings, accepted } = verifyAnswer({
    value,
    schema: question.schema,
    evidence,
    origin: 'model',
    findings: checks,
  });
  return {
    ...second,
    value,
    evidence,
    findings,
    accepted,
    usage: addUsage(first.usage, second.usage),
    remembered: first.remembered && second.remembered,
  };
}
