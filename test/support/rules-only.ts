import type { PageText } from '../../src/domain/page-text.ts';
import type { Answer, Question } from '../../src/domain/question.ts';
import { NO_USAGE } from '../../src/domain/usage.ts';
import { Problem, toProblem } from '../../src/problem/problem.ts';
import type { Outcome, RecipeDocument, Step } from '../../src/recipes/recipe.ts';
import { verifyAnswer } from '../../src/verify/verify.ts';

/** A document whose pages are given; a Problem in place of a page is what reading it throws. */
export function documentOf(pages: readonly (PageText | Problem)[], name = 'test.pdf'): RecipeDocument {
  return {
    name,
    sha256: '0'.repeat(64),
    pageCount: pages.length,
    pages: pages.map((_, index) => index + 1),
    async words(pageNumber) {
      const page = pages[pageNumber - 1]!;
      if (page instanceof Problem) throw page;
      return page;
    },
    attachments: async () => [],
    outline: async () => [],
    pageLabels: async () => pages.map(() => null),
  };
}

/** A step that answers by rules alone, verified as the engine does it. */
export function rulesOnly(document: RecipeDocument): Step {
  const step: Step = {
    signal: new AbortController().signal,
    sharing: (work) => work(step),
    progress() {},
    async all<Item, Value>(
      items: Iterable<Item>,
      work: (item: Item, index: number) => Promise<Value>,
    ): Promise<Outcome<Value>[]> {
      return Promise.all(
        [...items].map(async (item, index): Promise<Outcome<Value>> => {
          try {
            return { ok: true, value: await work(item, index) };
          } catch (error) {
            return { ok: false, problem: toProblem(error) };
          }
        }),
      );
    },
    async ask<Value>(question: Question<Value>): Promise<Answer<Value>> {
      const reading = await question.rules?.(document);
      if (!reading) throw new Problem('nothing-readable', { detail: 'The rules found nothing to read' });
      const checks = (await question.check?.(reading.value, document)) ?? [];
      const { findings, accepted } = verifyAnswer({
        value: reading.value,
        schema: question.schema,
        evidence: reading.evidence,
        origin: 'rules',
        findings: [...(reading.findings ?? []), ...checks],
      });
      const { value, evidence } = reading;
      return {
        value,
        evidence,
        findings,
        accepted,
        usage: NO_USAGE,
        origin: 'rules',
        stage: 'rules',
        remembered: false,
      };
    },
  };
  return step;
}
