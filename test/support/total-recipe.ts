import { z } from 'zod';
import type { Question } from '../../src/domain/question.ts';
import { defineRecipe, type Recipe } from '../../src/recipes/recipe.ts';

export const Total = z.object({ total: z.string() });
export type Total = z.infer<typeof Total>;

/** Asks one question about the whole document and gives its answer back. */
export function totalRecipe(question: Partial<Question<Total>>): Recipe {
  return defineRecipe({
    name: 'total',
    version: '1',
    description: 'One total',
    options: z.object({}),
    result: Total,
    tables: [],
    async run(document, step) {
      const { value, evidence, findings } = await step.ask<Total>({
        name: 'total',
        parts: [{ form: 'auto', pageNumbers: document.pages }],
        schema: Total,
        prompt: 'What is the total?',
        ...question,
      });
      const pages = document.pages.map((pageNumber) => ({ pageNumber, status: 'succeeded' as const }));
      return { data: value, evidence, findings, pages };
    },
  }) as Recipe;
}
