import { z } from 'zod';
import {
  type ReviewedBody,
  reviewedSchema,
  reviewSchema,
  type SumBody,
  truthSchema,
} from '../../api/review.ts';
import type { DocumentResult } from '../../domain/result.ts';
import type { DocumentState } from '../../domain/states.ts';
import { toWire } from '../../domain/wire.ts';
import { truthOf } from '../../eval/truth-of.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ServerContext } from '../context.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';
import { plainName } from '../plain-name.ts';
import { reviewResult } from '../review-result.ts';
import { documentBody, resultBody } from '../wire.ts';

const documentParams = z.object({ documentId: z.string().min(1).max(150) });
const tags = ['review'];
const REVIEWABLE: ReadonlySet<DocumentState> = new Set(['succeeded', 'needs_review', 'partial']);
/** Who reviews on a server that needs no key and says no name. */
const SOMEONE = 'local';

/** What people change and confirm, with its history. */
export function reviewRoutes(api: Api, { leafcutter, reader }: ServerContext): void {
  const { store } = leafcutter;

  async function read(documentId: string): Promise<ReviewedBody> {
    const document = await reader.getDocument(documentId);
    if (!document) throw new Problem('document-not-found', { detail: `There is no document ${documentId}` });
    const [result, reviews] = await Promise.all([
      reader.getResult(documentId),
      reader.listReviews(documentId),
    ]);
    return {
      document: documentBody(document, result),
      result: result === null ? null : resultBody(result),
      sums: result === null ? [] : sumsOf(result),
      reviews: reviews.map(({ atMs, ...review }) => ({ at: new Date(atMs).toISOString(), ...review })),
      revision: reviews.length,
    };
  }

  function sumsOf({ recipe: { name }, data, findings }: DocumentResult): SumBody[] {
    const recipe = leafcutter.recipes.get(name);
    if (!recipe?.sums) return [];
    // An earlier version of the recipe may have stored it in another shape.
    const parsed = recipe.result.safeParse(data);
    return parsed.success ? (toWire(recipe.sums(parsed.data, findings)) as SumBody[]) : [];
  }

  api.get(
    '/v1/documents/:documentId/reviews',
    {
      schema: {
        tags,
        summary: 'What people did to a result',
        params: documentParams,
        response: { 200: reviewedSchema, ...PROBLEM_RESPONSES },
      },
    },
    ({ params: { documentId } }) => read(documentId),
  );

  api.get(
    '/v1/documents/:documentId/truth',
    {
      schema: {
        tags,
        summary: 'What a person confirmed, as the right answer for leafcutter eval',
        params: documentParams,
        response: { 200: truthSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params: { documentId } }) => {
      const { result } = await read(documentId);
      const stored = await reader.getResult(documentId);
      if (result?.review !== 'done' || stored === null) {
        throw new Problem('conflict', {
          detail: `Document ${documentId} is not confirmed: a truth that nobody checked measures nothing`,
        });
      }
      return { ...truthOf(stored.data), schema: 'corpus-truth/1' as const };
    },
  );

  api.patch(
    '/v1/documents/:documentId/fields',
    {
      schema: {
        tags,
        summary: 'Change values of a result, or confirm it',
        params: documentParams,
        body: reviewSchema,
        response: { 200: reviewedSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async (request) => {
      const { documentId } = request.params;
      const { fields, confirm, reviewer, revision } = request.body;
      if (fields.length === 0 && !confirm) {
        throw new Problem('invalid-request', { detail: 'body: change at least one field, or confirm' });
      }
      const [document, before, reviews] = await Promise.all([
        reader.getDocument(documentId),
        reader.getResult(documentId),
        reader.listReviews(documentId),
      ]);
      if (!document)
        throw new Problem('document-not-found', { detail: `There is no document ${documentId}` });
      const job = await reader.getJob(document.jobId);
      const recipe = job && leafcutter.recipes.get(job.recipe);
      if (!before || before.data === null || !REVIEWABLE.has(document.state) || !recipe) {
        throw new Problem('conflict', {
          detail: `Document ${documentId} is ${document.state}: there is no result that could be reviewed`,
        });
      }
      const { result, entries } = reviewResult(before, fields, {
        recipe,
        who: plainName(reviewer ?? '').trim() || (request.keyName ?? SOMEONE),
        atMs: Date.now(),
        confirm,
      });
      const state = confirm && document.state === 'needs_review' ? 'succeeded' : document.state;
      await store.reviewDocument(documentId, { result, state, known: revision ?? reviews.length, entries });
      return read(documentId);
    },
  );
}
