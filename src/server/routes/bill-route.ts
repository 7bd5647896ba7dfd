import { z } from 'zod';
import {
  type BillAnswerBody,
  type BillFailureBody,
  billAnswerSchema,
  billFailureSchema,
  billRequestSchema,
} from '../../api/bill-endpoint.ts';
import { sum } from '../../domain/decimal.ts';
import type { DocumentResult } from '../../domain/result.ts';
import { isRestingJobState } from '../../domain/states.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { Problem, problemFromJson } from '../../problem/problem.ts';
import type { Api, ServerContext } from '../context.ts';
import { requestProblem } from '../request-problem.ts';

/** How often the job is looked at in the store besides being listened to. */
const LOOK_MS = 5_000;
const UPLOAD_ID = /^(?:upload:)?([0-9a-f]{32})$/;

/** What of the bill recipe's data the published contract speaks of. */
const billDataSchema = z.object({
  bills: z.array(
    z.object({
      page_numbers: z.array(z.int()),
      page_types: z.array(z.enum(['Bill Detail', 'Final Bill', 'Pharmacy'])),
      items: z.array(
        z.object({
          name: z.string(),
          quantity: z.string().nullable(),
          rate: z.string().nullable(),
          amount: z.string().nullable(),
          page_number: z.int(),
        }),
      ),
      computed_total: z.string(),
    }),
  ),
});
type Bills = z.infer<typeof billDataSchema>['bills'];

/** A failure with what had been spent by then. */
class BillFailure extends Error {
  readonly problem: Problem;
  readonly usage: Usage;

  constructor(problem: Problem, usage: Usage) {
    super(problem.detail, { cause: problem });
    this.problem = problem;
    this.usage = usage;
  }
}

/** The published contract of bill extraction, over the general job: one document in, its line items out. */
export function billRoute(api: Api, { reader, intake, rests, hide }: ServerContext): void {
  const failure = {
    description: 'It could not be done',
    content: { 'application/json': { schema: billFailureSchema } },
  };

  api.post(
    '/extract-bill-data',
    {
      schema: {
        tags: ['bill'],
        summary: 'Line items of one bill, in the published form',
        body: billRequestSchema,
        response: { 200: billAnswerSchema, '4xx': failure, '5xx': failure },
      },
      config: { scope: 'write', heavy: true },
      errorHandler(error, _request, reply) {
        const known = error instanceof BillFailure ? error : null;
        const problem = hide(requestProblem(known?.problem ?? error).toJSON());
        const body: BillFailureBody = {
          is_success: false,
          message: problem.detail,
          token_usage: tokenUsage(known?.usage ?? NO_USAGE),
        };
        if (problem.retryAfterMs !== undefined) {
          reply.header('retry-after', String(Math.max(1, Math.ceil(problem.retryAfterMs / 1000))));
        }
        return reply.code(problem.status).send(body as never);
      },
    },
    async (request) => {
      const { document } = request.body;
      const upload = UPLOAD_ID.exec(document)?.[1];
      const { job } = await intake.take({
        settings: {
          recipe: 'bill',
          sources: [upload === undefined ? document : `upload:${upload}`],
          priority: 'interactive',
        },
        files: [],
        keyId: request.keyId,
        idempotencyKey: null,
      });
      const never = new AbortController().signal;
      for (;;) {
        const rested = rests.next(job.id, LOOK_MS, never);
        const now = await reader.getJob(job.id);
        if (!now || isRestingJobState(now.state)) break;
        await rested;
      }
      return answer(await finished(job.id));
    },
  );

  async function finished(jobId: string): Promise<DocumentResult> {
    const [job, usage, [committed]] = await Promise.all([
      reader.getJob(jobId),
      reader.jobUsage(jobId),
      reader.readResults(jobId, { order: 'completion', after: 0, limit: 1 }),
    ]);
    const result = committed?.result;
    const failedPage = result?.pages.find(({ status }) => status === 'failed');
    const problem = result?.problem ?? failedPage?.problem ?? job?.problem;
    if (result?.status === 'complete') return result;
    const why = problem
      ? problemFromJson(problem)
      : new Problem('internal', { detail: 'The document has no result' });
    const pages = result?.pages
      .filter(({ status }) => status === 'failed')
      .map(({ pageNumber }) => pageNumber);
    if (result?.status !== 'partial' || !pages?.length) throw new BillFailure(why, usage);
    // A page that is missing makes the whole wrong, and nobody would see it in the answer.
    const detail = `Pages ${pages.join(', ')} could not be read: ${why.detail}`;
    throw new BillFailure(new Problem(why.code, { detail }), usage);
  }
}

function answer({ data, usage }: DocumentResult): BillAnswerBody {
  const { bills } = billDataSchema.parse(data);
  return {
    is_success: true,
    token_usage: tokenUsage(usage),
    data: {
      pagewise_line_items: pagesOf(bills),
      total_item_count: bills.reduce((count, bill) => count + bill.items.length, 0),
      reconciled_amount: Number(sum(bills.map((bill) => bill.computed_total))),
    },
  };
}

function pagesOf(bills: Bills): BillAnswerBody['data']['pagewise_line_items'] {
  const pages = bills.flatMap((bill) =>
    bill.page_numbers.map((pageNumber, index) => ({
      pageNumber,
      page_type: bill.page_types[index] ?? ('Bill Detail' as const),
      items: bill.items.filter((item) => item.page_number === pageNumber),
    })),
  );
  return pages
    .toSorted((a, b) => a.pageNumber - b.pageNumber)
    .map(({ pageNumber, page_type, items }) => ({
      page_no: String(pageNumber),
      page_type,
      bill_items: items.map(({ name, amount, rate, quantity }) => ({
        item_name: name,
        item_amount: numberOf(amount),
        item_rate: numberOf(rate),
        item_quantity: numberOf(quantity),
      })),
    }));
}

const numberOf = (decimal: string | null): number | null => (decimal === null ? null : Number(decimal));

function tokenUsage({ inputTokens, outputTokens }: Usage): BillAnswerBody['token_usage'] {
  return { total_tokens: inputTokens + outputTokens, input_tokens: inputTokens, output_tokens: outputTokens };
}
