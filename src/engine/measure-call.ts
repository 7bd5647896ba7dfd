import type { Model } from '../models/model.ts';
import type { Recipe } from '../recipes/recipe.ts';
import type { ModelCall } from './call-model.ts';
import { estimateInputTokens, type PlannedPart } from './model-content.ts';
import type { EngineParts } from './parts.ts';
import { questionKey } from './question-key.ts';

/** Output a question may need before it is known: a dense page of a bill. */
const OUTPUT_TOKENS_PER_PAGE = 1_500;

/** All of a call that its key and its size follow from. */
export interface CallText {
  readonly recipe: Pick<Recipe, 'name' | 'version'>;
  /** Name of the question. */
  readonly question: string;
  readonly prompt: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  readonly model: Model;
  readonly documentSha256: string;
  readonly parts: readonly PlannedPart[];
}

/** The key of a call and what it will use: the same in every process that would send the same. */
export function measureCall(
  { price, clock }: Pick<EngineParts, 'price' | 'clock'>,
  { recipe, model, question, prompt, jsonSchema, documentSha256, parts }: CallText,
): Pick<ModelCall, 'key' | 'pages' | 'estimate'> {
  const pages = parts.reduce((total, part) => total + part.pageNumbers.length, 0);
  const inputTokens = estimateInputTokens(parts, prompt, model);
  // A question that brings its text with its prompt looks at no page, and is answered at some length all the same.
  const outputTokens = Math.min(
    model.capabilities.maxOutputTokens,
    Math.max(1, pages) * OUTPUT_TOKENS_PER_PAGE,
  );
  const costMicros = price(model.id, { inputTokens, outputTokens, cachedTokens: 0 }, clock.now());
  return {
    key: questionKey({
      recipe: recipe.name,
      recipeVersion: recipe.version,
      question,
      prompt,
      jsonSchema,
      model: model.id,
      parameters: model.parameters,
      documentSha256,
      parts,
    }),
    pages,
    estimate: { inputTokens, outputTokens, costMicros },
  };
}
