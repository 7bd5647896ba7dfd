import type { Finding } from '../domain/finding.ts';
import { formatPageRange } from '../domain/page-range.ts';
import type { Answer, Question, QuestionText } from '../domain/question.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { Problem, toProblem } from '../problem/problem.ts';
import { askModel } from './ask-model.ts';
import type { Asker } from './asker.ts';
import { judge } from './judge-answer.ts';
import { type Stage, stagesOf } from './route.ts';
import { strongAloneMicros } from './strong-alone.ts';

/**
 * Answers a question along the route. A stage's answer is accepted when verification finds no error; else the next
 * stage is asked with the findings. With no stage left the best answer is returned, marked as not accepted.
 * Throws the last Problem when no stage gave any answer. A section has a working deadline of its own, from slice to
 * answer: one that hangs fails alone.
 */
export async function ask<Value>(asker: Asker, question: Question<Value>): Promise<Answer<Value>> {
  if (question.kind !== 'section') return askStages(asker, question);
  const { engine, context } = asker;
  const deadline = context.deadline.part('The section', engine.config.sectionTaskTimeoutSeconds * 1000);
  const own = { ...context, deadline };
  try {
    return await askStages({ ...asker, context: own }, question);
  } finally {
    deadline.end();
    context.begun ||= own.begun;
  }
}

async function askStages<Value>(asker: Asker, question: Question<Value>): Promise<Answer<Value>> {
  let best: Answer<Value> | undefined;
  let lastProblem: Problem | undefined;
  let spent: Usage = NO_USAGE;
  for (const stage of stagesOf(asker.route, question.tier)) {
    try {
      const answer = await askStage(asker, question, stage, best?.findings.filter(isError) ?? []);
      if (!answer) continue;
      spent = addUsage(spent, answer.usage);
      const compared = { ...answer, strongAloneMicros: strongAloneMicros(asker, question, answer) };
      if (answer.accepted) return { ...compared, usage: spent };
      best = better(best, compared);
    } catch (error) {
      lastProblem = toProblem(error);
      if (endsDocument(lastProblem)) throw lastProblem;
    }
  }
  if (best) return { ...best, usage: spent };
  throw lastProblem ?? nothingReadable(asker, question);
}

function nothingReadable(asker: Asker, question: QuestionText): Problem {
  const pageNumbers = question.parts.flatMap((part) => part.pageNumbers);
  const pages = `${pageNumbers.length === 1 ? 'page' : 'pages'} ${formatPageRange(pageNumbers)}`;
  return new Problem('nothing-readable', {
    detail: `${asker.document.name}, ${pages}: the rules found nothing to read; ask a model with --route cascade and a key`,
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
  if (!reading) return null;
  const candidate = { ...reading, origin: stage };
  const judged = await judge(question, asker.document, candidate, []);
  return { ...judged, usage: NO_USAGE, origin: stage, stage, remembered: false };
}
