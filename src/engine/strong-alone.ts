import type { Answer, QuestionText } from '../domain/question.ts';
import type { Asker } from './asker.ts';
import type { EngineParts, TierModels, Yardstick } from './parts.ts';

/** Letters of an answer's JSON that make a token, roughly. */
const LETTERS_PER_TOKEN = 4;

/** The strong model of a job, or the one it has; without any, the one that is asked by default. */
export function yardstickOf(engine: Pick<EngineParts, 'yardstick'>, models: TierModels): Yardstick | null {
  const model = models.strong?.[0] ?? models.fast?.[0];
  if (model) return { id: model.id, tokensPerPage: model.capabilities.tokensPerPage };
  return engine.yardstick ?? null;
}

/**
 * What the strong model would have cost had it been asked at once, in millionths of a US dollar: the tokens that another
 * model took, or, where none was asked, those that the question's pages and prompt and its answer are likely to take. Null
 * without a known price. `answer.usage` is of this answer alone.
 */
export function strongAloneMicros(
  { engine, models }: Pick<Asker, 'engine' | 'models'>,
  { parts, prompt }: Pick<QuestionText, 'parts' | 'prompt'>,
  { usage, stage, value }: Pick<Answer<unknown>, 'usage' | 'stage' | 'value'>,
): number | null {
  if (usage.calls > 0 && stage === 'strong') return usage.costMicros;
  const model = yardstickOf(engine, models);
  if (model === null) return null;
  const pages = parts.reduce((total, part) => total + part.pageNumbers.length, 0);
  const tokens =
    usage.calls > 0
      ? usage
      : {
          inputTokens: Math.ceil(pages * model.tokensPerPage + prompt.length / LETTERS_PER_TOKEN),
          outputTokens: Math.ceil((JSON.stringify(value) ?? '').length / LETTERS_PER_TOKEN),
          cachedTokens: 0,
        };
  return engine.price(model.id, tokens, engine.clock.now());
}
