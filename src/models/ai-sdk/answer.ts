import { type FinishReason, type LanguageModelUsage, NoObjectGeneratedError } from 'ai';
import { Problem, type ProblemOptions } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';

/** An answer of the SDK, parsed or not. */
export interface SdkAnswer {
  readonly text: string;
  readonly finishReason: FinishReason | undefined;
  readonly usage: LanguageModelUsage | undefined;
}

type Usage = NonNullable<ProblemOptions['usage']>;

/** What a finished call that the SDK could not parse still says; null for any other error. */
export function answerOf(error: unknown): SdkAnswer | null {
  return NoObjectGeneratedError.isInstance(error)
    ? { text: error.text ?? '', finishReason: error.finishReason, usage: error.usage }
    : null;
}

/** The text of a complete answer. Throws the Problem of an answer that is none, with the tokens already paid for. */
export function readSdkAnswer(answer: SdkAnswer, model: string): { text: string; usage: Usage } {
  const usage: Usage = {
    inputTokens: answer.usage?.inputTokens ?? 0,
    outputTokens: answer.usage?.outputTokens ?? 0,
    cachedTokens: answer.usage?.inputTokenDetails?.cacheReadTokens ?? 0,
  };
  const fail = (code: ProblemCode, what: string): never => {
    throw new Problem(code, { detail: `${model} ${what}`, subject: model, usage });
  };
  switch (answer.finishReason) {
    case 'length':
      return fail('model-truncated', 'reached its output limit');
    case 'content-filter':
      return fail('model-blocked', 'declined to answer');
    case 'tool-calls':
      return fail('model-malformed', 'called a tool instead of answering');
    case 'stop':
      return answer.text.trim() === ''
        ? fail('model-empty', 'answered nothing')
        : { text: answer.text, usage };
    default:
      return fail('model-malformed', 'did not say that its answer is complete');
  }
}
