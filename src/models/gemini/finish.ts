import type { GenerateContentResponse } from '@google/genai';
import { Problem, type ProblemOptions } from '../../problem/problem.ts';
import type { ProblemCode } from '../../problem/registry.ts';

/** What each reason to stop means when it is not a complete answer. Names as in the API; newer SDK types know more. */
const FINISH: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  MAX_TOKENS: ['model-truncated', 'reached its output limit'],
  CONTINUATION: ['model-truncated', 'reached its output limit'],
  SAFETY: ['model-blocked', 'declined for safety reasons'],
  RECITATION: ['model-blocked', 'declined to recite a source'],
  LANGUAGE: ['model-blocked', 'declined the language of the document'],
  BLOCKLIST: ['model-blocked', 'declined because of a word on its list'],
  PROHIBITED_CONTENT: ['model-blocked', 'declined prohibited content'],
  SPII: ['model-blocked', 'declined because of personal data'],
  IMAGE_SAFETY: ['model-blocked', 'declined a picture for safety reasons'],
  IMAGE_PROHIBITED_CONTENT: ['model-blocked', 'declined a prohibited picture'],
  IMAGE_RECITATION: ['model-blocked', 'declined to recite a picture'],
  MODEL_ARMOR: ['model-blocked', 'was stopped by Model Armor'],
  ESCALATION: ['model-blocked', 'was stopped by an escalation rule'],
  OTHER: ['model-blocked', 'stopped without giving a reason'],
  MALFORMED_RESPONSE: ['model-malformed', 'produced a malformed answer'],
  MALFORMED_FUNCTION_CALL: ['model-malformed', 'produced a malformed function call'],
  UNEXPECTED_TOOL_CALL: ['model-malformed', 'called a tool instead of answering'],
  PUP_LIMITED_DISABLED: ['model-unauthorized', 'refused the account because of policy violations'],
};

type Usage = NonNullable<ProblemOptions['usage']>;

/** Tokens of a response. Thinking is billed as output, tool use as input. */
function readUsage(response: GenerateContentResponse): Usage {
  const usage = response.usageMetadata;
  return {
    inputTokens: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
    outputTokens: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    cachedTokens: usage?.cachedContentTokenCount ?? 0,
  };
}

/**
 * The text of a complete answer and its usage. Throws `model-blocked`, `model-truncated`, `model-empty`,
 * `model-malformed` or `model-rejected`, always with the tokens already paid for.
 */
export function readAnswer(
  response: GenerateContentResponse,
  model: string,
): { readonly text: string; readonly usage: Usage } {
  const usage = readUsage(response);
  const fail = (code: ProblemCode, what: string): never => {
    throw new Problem(code, { detail: `${model} ${what}`, subject: model, usage });
  };
  const blockReason = response.promptFeedback?.blockReason;
  if (blockReason !== undefined) return fail('model-blocked', `declined the document (${blockReason})`);

  const candidate = response.candidates?.[0];
  const finish: string | undefined = candidate?.finishReason;
  if (finish !== undefined && finish !== 'STOP') {
    const known = FINISH[finish];
    return known
      ? fail(known[0], `${known[1]} (${finish})`)
      : fail('model-rejected', `stopped for a reason this program does not know (${finish})`);
  }
  const text = (candidate?.content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('');
  if (text.trim() === '') return fail('model-empty', 'answered nothing');
  if (finish === undefined) return fail('model-malformed', 'did not say that its answer is complete');
  return { text, usage };
}
