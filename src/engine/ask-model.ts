import type { Finding } from '../domain/finding.ts';
import type { PageText } from '../domain/page-text.ts';
import type { Answer, Question, Tier } from '../domain/question.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Model } from '../models/model.ts';
import { Problem, toProblem } from '../problem/problem.ts';
import type { Asker } from './asker.ts';
import type { ModelCall } from './call-model.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { judge, readPages } from './judge-answer.ts';
import { measureCall } from './measure-call.ts';
import { estimateBytes, makeContent, planParts } from './model-content.ts';
import { repairPrompt } from './repair-prompt.ts';

/** Times one model is asked again because its answer is not what the schema asks for. */
const MAX_REPAIRS = 2;

/** Asks the model of a tier, repairing what is not JSON or not of the schema; null when the tier has none. */
export async function askModel<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  findings: readonly Finding[],
): Promise<Answer<Value> | null> {
  const models = asker.models[tier];
  if (!models?.length) return null;
  // Recognising a scan takes a second or more: it runs while the model thinks.
  const pages = readPages(asker.document, question);
  pages.catch(() => {});
  let told = findings;
  let spent: Usage = NO_USAGE;
  // Answers of an earlier run that were no use count for nothing, or trying again would only find them again.
  let remembered = 0;
  for (let repairs = 0; ; repairs++) {
    try {
      const answer = await askOnce(asker, question, tier, told, pages);
      spent = addUsage(spent, answer.usage);
      if (!breaksSchema(answer.findings)) return { ...answer, usage: spent };
      if (answer.remembered) remembered++;
      if (repairs - remembered >= MAX_REPAIRS) throw notOfSchema(answer);
      const errors = answer.findings.filter(({ severity }) => severity === 'error');
      told = [...findings, ...errors, hint('schema-invalid', repairs)];
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'model-truncated') return askHalves(asker, question, tier, problem);
      if (problem.disposition !== 'repair' || repairs - remembered >= MAX_REPAIRS) throw problem;
      told = [...findings, hint(problem.code, repairs)];
    }
  }
}

/** Worded by round, so that the second repair is another question than the first and not answered from the ledger. */
function hint(code: string, repairs: number): Finding {
  const message = `Try ${repairs + 1} gave no usable JSON (${code}): answer with the JSON object alone`;
  return { code, severity: 'error', path: '', message };
}

/** A recipe is never handed what is not of its schema: the next model is asked, and without one the part fails. */
function notOfSchema({ model, findings }: Answer<unknown>): Problem {
  const broken = findings.find(({ code }) => code === 'schema-invalid');
  return new Problem('model-malformed', {
    detail: `${model} gave ${MAX_REPAIRS + 1} answers that are not of the schema, the last one at ${broken?.path || 'its root'}`,
    disposition: 'reroute',
  });
}

const breaksSchema = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'schema-invalid');

async function askOnce<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  told: readonly Finding[],
  pages: Promise<readonly PageText[]>,
): Promise<Answer<Value>> {
  const { answer, remembered } = await asker.calls.get(asker, planCall(asker, question, tier, told, pages));
  // What breaks the schema stays as it is: its findings name what is wrong for the repair.
  const parsed = question.schema.safeParse(answer.value);
  const value = (parsed.success ? parsed.data : answer.value) as Value;
  const judged = await judge(question, asker.document, { value, origin: 'model' }, await pages);
  return {
    ...judged,
    usage: remembered ? NO_USAGE : answer.usage,
    origin: 'model',
    model: answer.model,
    stage: tier,
    remembered,
  };
}

function planCall<Value>(
  asker: Asker,
  question: Question<Value>,
  tier: Tier,
  told: readonly Finding[],
  words: Promise<readonly PageText[]>,
): ModelCall {
  const { engine, document, recipe } = asker;
  const models = asker.models[tier]!;
  const model = models[0]!;
  const parts = planParts(question, model, document);
  const prompt = repairPrompt(question.prompt, told);
  const jsonSchema = jsonSchemaOf(question.schema);
  return {
    ...measureCall(engine, {
      recipe,
      question: question.name,
      prompt,
      jsonSchema,
      model,
      documentSha256: document.sha256,
      parts,
    }),
    question,
    models,
    request: {
      prompt,
      jsonSchema,
      maxOutputTokens: model.capabilities.maxOutputTokens,
      // What is asked a second time has a prompt of its own.
      ...(told.length === 0 ? { expectedCalls: asker.context.documentsLeft?.() ?? 1 } : {}),
    },
    parts,
    bytes: estimateBytes(parts, document),
    content: (_model, signal) => makeContent(engine, parts, { document, shared: asker.shared, signal }),
    ...(asker.shared ? { files: (chosen: Model) => asker.shared!.files(chosen) } : {}),
    confirm:
      told.length > 0 || question.alone || (question.evidencePaths?.length === 0 && !question.confirm)
        ? null
        : (value) => isBorneOut(asker, question, value, words),
  };
}

/** True when a value that came with other documents' answers rests on this document: see `Question.confirm`. */
async function isBorneOut<Value>(
  { document }: Asker,
  question: Question<Value>,
  given: unknown,
  words: Promise<readonly PageText[]>,
): Promise<boolean> {
  const parsed = question.schema.safeParse(given);
  if (!parsed.success) return false;
  const value = parsed.data;
  const { accepted, evidence } = await judge(question, document, { value, origin: 'model' }, await words);
  if (!accepted || evidence.some(({ match }) => match === 'none')) return false;
  if (question.evidencePaths?.length !== 0 && evidence.length === 0) return false;
  return (await question.confirm?.(value, document)) ?? true;
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
  const value = merge(first.value, second.value);
  const judged = await judge(
    question,
    asker.document,
    { value, origin: 'model' },
    await readPages(asker.document, question),
  );
  return {
    ...second,
    ...judged,
    usage: addUsage(first.usage, second.usage),
    remembered: first.remembered && second.remembered,
  };
}
