import { z } from 'zod';
import { rowListSchema, surveySchema } from '../../api/table.ts';
import { isFinalJobState } from '../../domain/states.ts';
import type { Recipe } from '../../leafcutter.ts';
import { Problem } from '../../problem/problem.ts';
import type { Job } from '../../store/store.ts';
import type { Api, ServerContext } from '../context.ts';
import { findJob } from '../find-job.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';

const tags = ['results'];
const jobParams = z.object({ jobId: z.string().min(1).max(100) });
/** Results read from the store in one go. */
const BATCH = 100;
/** Results that one request looks through: a filter that fits nothing must not hold the server up. */
const MOST_RESULTS = 1_000;

/** Large jobs at a glance, and the rows of a recipe's tables page by page. */
export function tableRoutes(api: Api, { leafcutter, reader }: ServerContext): void {
  function tableOf(job: Job, name: string | undefined): Recipe['tables'][number] {
    const tables = leafcutter.recipes.get(job.recipe)?.tables ?? [];
    const table = name === undefined ? tables[0] : tables.find((one) => one.name === name);
    if (table) return table;
    const names = tables.map((one) => one.name).join(', ') || 'none';
    throw new Problem('invalid-request', {
      detail: `Recipe ${job.recipe} has no table ${name ?? 'at all'}; its tables: ${names}`,
    });
  }

  api.get(
    '/v1/jobs/:jobId/survey',
    {
      schema: {
        tags,
        summary: 'How the documents of a job stand, in groups that follow their order',
        params: jobParams,
        querystring: z.object({
          group_size: z.coerce
            .number()
            .int()
            .min(1)
            .max(1_000_000)
            .default(1)
            .describe('Documents of a group'),
        }),
        response: { 200: surveySchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params: { jobId }, query: { group_size: groupSize } }) => {
      await findJob(reader, jobId);
      const { groups, failures } = await reader.surveyDocuments(jobId, groupSize);
      return {
        group_size: groupSize,
        groups: groups.map((group) => ({ ...group })),
        failures: failures.map((failure) => ({ ...failure })),
      };
    },
  );

  api.get(
    '/v1/jobs/:jobId/rows',
    {
      schema: {
        tags,
        summary: "Rows of one of the recipe's tables, over all documents that have a result",
        params: jobParams,
        querystring: z.object({
          table: z.string().max(100).optional().describe("One of the recipe's tables; default the first"),
          text: z.string().max(200).optional().describe('Only rows that have it in one of their values'),
          order: z.enum(['document', 'completion']).default('document'),
          after: z.coerce.number().int().min(0).default(0).describe('`next_after` of the page before'),
          limit: z.coerce
            .number()
            .int()
            .min(1)
            .max(1000)
            .default(200)
            .describe('About so many rows: those of one document stay together'),
        }),
        response: { 200: rowListSchema, ...PROBLEM_RESPONSES },
      },
      config: { heavy: true },
    },
    async ({ params: { jobId }, query: { table: name, text, order, after, limit } }) => {
      const job = await findJob(reader, jobId);
      const table = tableOf(job, name);
      const wanted = text?.toLowerCase();
      const rows: { document_id: string; values: (string | number | boolean | null)[] }[] = [];
      let position = after;
      for (let seen = 0; seen < MOST_RESULTS; seen += BATCH) {
        const results = await reader.readResults(jobId, { order, after: position, limit: BATCH });
        for (const { result, position: at } of results) {
          position = at;
          for (const row of table.rows(result)) {
            const values = table.columns.map((column) => row[column] ?? null);
            if (wanted && !values.some((value) => String(value).toLowerCase().includes(wanted))) continue;
            rows.push({ document_id: result.document.id, values });
          }
          if (rows.length >= limit)
            return { columns: [...table.columns], rows, next_after: at, complete: false };
        }
        if (results.length < BATCH) {
          return {
            columns: [...table.columns],
            rows,
            next_after: null,
            complete: isFinalJobState(job.state),
          };
        }
      }
      return { columns: [...table.columns], rows, next_after: position, complete: false };
    },
  );
}
