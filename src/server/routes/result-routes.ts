import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { resultListSchema } from '../../api/document.ts';
import { csvText } from '../../app.ts';
import { isFinalJobState } from '../../domain/states.ts';
import { resultToWire } from '../../domain/wire.ts';
import type { Leafcutter } from '../../leafcutter.ts';
import { Problem } from '../../problem/problem.ts';
import type { CommittedResult } from '../../sink/sink.ts';
import type { Job } from '../../store/store.ts';
import type { Api, ServerContext } from '../context.ts';
import { findJob } from '../find-job.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';
import { resultBody } from '../wire.ts';

type Order = 'document' | 'completion';
type RecipeTable = NonNullable<ReturnType<Leafcutter['recipes']['get']>>['tables'][number];

/** A body that is written as it is read. */
const textStream = z.custom<Readable>().meta({ type: 'string' });
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Results read from the store in one go. */
const BATCH = 100;

/** Results of a job as they stand, also while it runs. */
export function resultRoutes(api: Api, { leafcutter, reader, uploads }: ServerContext): void {
  async function* all(jobId: string, order: Order, from: number): AsyncGenerator<readonly CommittedResult[]> {
    for (let after = from; ; ) {
      const results = await reader.readResults(jobId, { order, after, limit: BATCH });
      if (results.length === 0) return;
      yield results;
      after = results.at(-1)!.position;
    }
  }

  async function* jsonLines(jobId: string, order: Order, from: number): AsyncGenerator<string> {
    for await (const results of all(jobId, order, from)) {
      yield results.map(({ result }) => `${JSON.stringify(resultToWire(result))}\n`).join('');
    }
  }

  async function* csv(jobId: string, order: Order, table: RecipeTable): AsyncGenerator<string> {
    yield csvText([table.columns]);
    for await (const results of all(jobId, order, 0)) {
      const rows = results.flatMap(({ result }) =>
        Array.from(table.rows(result), (row) => table.columns.map((column) => row[column])),
      );
      if (rows.length > 0) yield csvText(rows);
    }
  }

  /** A workbook of what there is, whole before it is sent: its parts lie one after another in a ZIP file. */
  async function workbook(jobId: string, order: Order): Promise<Readable> {
    const path = join(uploads.incoming, `${randomUUID()}.xlsx`);
    try {
      await leafcutter.export(jobId, [path], order);
      // Open files outlive their names.
      return createReadStream('', { fd: await open(path, 'r') });
    } finally {
      await rm(path, { force: true });
    }
  }

  function tableOf(job: Job, name: string | undefined): RecipeTable {
    const tables = leafcutter.recipes.get(job.recipe)?.tables ?? [];
    const table = name === undefined ? tables[0] : tables.find((each) => each.name === name);
    if (table) return table;
    const names = tables.map((each) => each.name).join(', ');
    throw new Problem('invalid-option', {
      detail: `Recipe ${job.recipe} has no table ${name ?? ''}; it has ${names || 'none'}`,
    });
  }

  api.get(
    '/v1/jobs/:jobId/results',
    {
      schema: {
        tags: ['results'],
        summary: 'Results so far',
        description:
          'JSON comes page by page, JSONL, CSV and XLSX whole. `document` order stops before the first document ' +
          'that is not done; `completion` order gives what there is.',
        params: z.object({ jobId: z.string().min(1).max(100) }),
        querystring: z.object({
          format: z.enum(['json', 'jsonl', 'csv', 'xlsx']).default('json'),
          order: z.enum(['document', 'completion']).default('document'),
          after: z.coerce.number().int().min(0).default(0).describe('`next_after` of the page before'),
          limit: z.coerce.number().int().min(1).max(500).default(50).describe('For JSON'),
          table: z
            .string()
            .max(100)
            .optional()
            .describe("For CSV: one of the recipe's tables; default the first"),
        }),
        response: {
          200: {
            description: 'In the format asked for',
            content: {
              'application/json': { schema: resultListSchema },
              'application/x-ndjson': { schema: textStream },
              'text/csv': { schema: textStream },
              [XLSX]: { schema: textStream },
            },
          },
          ...PROBLEM_RESPONSES,
        },
      },
    },
    async ({ params: { jobId }, query: { format, order, after, limit, table } }, reply) => {
      const job = await findJob(reader, jobId);
      if (format === 'jsonl') {
        return reply
          .type('application/x-ndjson; charset=utf-8')
          .send(Readable.from(jsonLines(jobId, order, after)));
      }
      if (format === 'csv') {
        const chosen = tableOf(job, table);
        return reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', `attachment; filename="${chosen.name}.csv"`)
          .send(Readable.from(csv(jobId, order, chosen)));
      }
      if (format === 'xlsx') {
        return reply
          .type(XLSX)
          .header('content-disposition', 'attachment; filename="results.xlsx"')
          .send(await workbook(jobId, order));
      }
      const results = await reader.readResults(jobId, { order, after, limit });
      const more = results.length === limit;
      return {
        results: results.map(({ result }) => resultBody(result)),
        next_after: more ? results.at(-1)!.position : null,
        last_position: results.at(-1)?.position ?? after,
        complete: !more && isFinalJobState(job.state),
      };
    },
  );
}
