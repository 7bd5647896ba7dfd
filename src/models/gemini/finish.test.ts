import { BlockedReason, FinishReason, GenerateContentResponse } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { isProblem, type Problem } from '../../problem/problem.ts';
import { readAnswer } from './finish.ts';

function response(members: Partial<GenerateContentResponse>): GenerateContentResponse {
  return Object.assign(new GenerateContentResponse(), {
    usageMetadata: {
      promptTokenCount: 600,
      candidatesTokenCount: 40,
      thoughtsTokenCount: 10,
      cachedContentTokenCount: 100,
    },
    ...members,
  });
}

function finished(finishReason: FinishReason | undefined, ...texts: string[]): GenerateContentResponse {
  return response({
    candidates: [
      { content: { parts: texts.map((text) => ({ text })) }, ...(finishReason && { finishReason }) },
    ],
  });
}

function problemOf(answer: GenerateContentResponse): Problem {
  try {
    readAnswer(answer, 'gemini/x');
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
  throw new Error('resolved');
}

const usage = { inputTokens: 600, outputTokens: 50, cachedTokens: 100 };

describe('readAnswer', () => {
  it('joins the text parts, leaves thoughts out and counts them as output', () => {
    const answer = response({
      candidates: [
        {
          finishReason: FinishReason.STOP,
          content: { parts: [{ text: 'hm', thought: true }, { text: '{"a":' }, { text: '1}' }] },
        },
      ],
    });
    expect(readAnswer(answer, 'gemini/x')).toEqual({ text: '{"a":1}', usage });
  });

  it.each([
    [FinishReason.MAX_TOKENS, 'model-truncated'],
    [FinishReason.CONTINUATION, 'model-truncated'],
    [FinishReason.SAFETY, 'model-blocked'],
    [FinishReason.RECITATION, 'model-blocked'],
    [FinishReason.PROHIBITED_CONTENT, 'model-blocked'],
    [FinishReason.BLOCKLIST, 'model-blocked'],
    [FinishReason.SPII, 'model-blocked'],
    [FinishReason.OTHER, 'model-blocked'],
    [FinishReason.MALFORMED_RESPONSE, 'model-malformed'],
    [FinishReason.MALFORMED_FUNCTION_CALL, 'model-malformed'],
    [FinishReason.PUP_LIMITED_DISABLED, 'model-unauthorized'],
    [FinishReason.TOO_MANY_TOOL_CALLS, 'model-rejected'],
  ])('%s with a half answer is %s and keeps the usage', (reason, code) => {
    expect(problemOf(finished(reason, '{"a":'))).toMatchObject({ code, usage });
  });

  it('takes no text at all, blank text and no candidate for empty', () => {
    for (const answer of [finished(FinishReason.STOP), finished(FinishReason.STOP, ' \n'), response({})]) {
      expect(problemOf(answer)).toMatchObject({ code: 'model-empty', usage });
    }
  });

  it('takes a blocked prompt for blocked', () => {
    const answer = response({ promptFeedback: { blockReason: BlockedReason.PROHIBITED_CONTENT } });
    expect(problemOf(answer)).toMatchObject({ code: 'model-blocked', usage });
  });

  it('does not call an answer complete that does not say so', () => {
    expect(problemOf(finished(undefined, '{"a":1}'))).toMatchObject({ code: 'model-malformed', usage });
  });

  it('knows every reason the SDK knows', () => {
    const unknown = Object.values(FinishReason).filter(
      (reason) => reason !== FinishReason.STOP && problemOf(finished(reason, 'x')).code === 'model-rejected',
    );
    // These only come with tools or picture output, which this adapter never asks for.
    expect(unknown.sort()).toEqual([
      'FINISH_REASON_UNSPECIFIED',
      'IMAGE_OTHER',
      'MISSING_THOUGHT_SIGNATURE',
      'NO_IMAGE',
      'TOO_MANY_TOOL_CALLS',
    ]);
  });
});
