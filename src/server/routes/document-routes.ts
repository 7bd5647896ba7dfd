import { z } from 'zod';
import {
  type DocumentBody,
  documentDetailSchema,
  documentListSchema,
  pageTextSchema,
} from '../../api/document.ts';
import { DOCUMENT_STATES } from '../../domain/states.ts';
import { isProblem, Problem } from '../../problem/problem.ts';
import type { StoredDocument } from '../../store/store.ts';
import type { Api, ServerContext } from '../context.ts';
import { bodyOf, PROBLEM_RESPONSES } from '../openapi.ts';
import { PageCache } from '../page-cache.ts';
import { documentBody, resultBody } from '../wire.ts';

const tags = ['documents'];
const documentParams = z.object({ documentId: z.string().min(1).max(150) });
/** A page of a stored document never changes: its bytes are known by their hash. */
const FOREVER = 'private, max-age=31536000, immutable';

/** Documents: their list, results and pages. */
export function documentRoutes(api: Api, { leafcutter, reader }: ServerContext): void {
  const { pdf } = leafcutter;
  const pictures = new PageCache();

  /** What goes wrong with a file is told with the name that its owner gave it: where it lies here is nobody's business. */
  async function named<Value>(
    document: StoredDocument,
    work: (path: string) => Promise<Value>,
  ): Promise<Value> {
    const path = await leafcutter.documentPath(document);
    try {
      return await work(path);
    } catch (error) {
      if (!isProblem(error)) throw error;
      const { name } = document.source;
      throw new Problem(error.code, {
        detail: error.message.replaceAll(path, name),
        subject: name,
        cause: error,
      });
    }
  }

  async function find(documentId: string): Promise<StoredDocument> {
    const document = await reader.getDocument(documentId);
    if (document) return document;
    throw new Problem('document-not-found', { detail: `There is no document ${documentId}` });
  }

  api.get(
    '/v1/jobs/:jobId/documents',
    {
      schema: {
        tags,
        summary: 'Documents of a job, in their order',
        params: z.object({ jobId: z.string().min(1).max(100) }),
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          after: z.coerce.number().int().min(-1).optional().describe('`next_after` of the page before'),
          state: z
            .union([z.enum(DOCUMENT_STATES), z.array(z.enum(DOCUMENT_STATES)).max(DOCUMENT_STATES.length)])
            .optional()
            .describe('One, or several by repeating it'),
        }),
        response: { 200: documentListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params: { jobId }, query: { limit, after, state } }) => {
      if (!(await reader.getJob(jobId))) {
        throw new Problem('job-not-found', { detail: `There is no job ${jobId}` });
      }
      const documents = await reader.listDocuments(jobId, {
        limit,
        ...(after === undefined ? {} : { afterOrdinal: after }),
        ...(state === undefined ? {} : { states: [state].flat() }),
      });
      const bodies: DocumentBody[] = [];
      // One after another: a result may be large, and of most documents nothing is missing.
      for (const document of documents) {
        bodies.push(
          documentBody(document, document.state === 'partial' ? await reader.getResult(document.id) : null),
        );
      }
      return {
        documents: bodies,
        next_after: documents.length < limit ? null : documents.at(-1)!.ordinal,
      };
    },
  );

  api.get(
    '/v1/documents/:documentId',
    {
      schema: {
        tags,
        summary: 'A document and its result so far',
        params: documentParams,
        response: { 200: documentDetailSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params: { documentId } }) => {
      const document = await find(documentId);
      const result = await reader.getResult(documentId);
      return {
        document: documentBody(document, result),
        result: result === null ? null : resultBody(result),
      };
    },
  );

  api.get(
    '/v1/documents/:documentId/pages/:pageNumber',
    {
      schema: {
        tags,
        summary: 'Size and words of a page',
        params: documentParams.extend({ pageNumber: z.coerce.number().int().min(1).max(1_000_000) }),
        response: { 200: pageTextSchema, ...PROBLEM_RESPONSES },
      },
      config: { heavy: true },
    },
    async ({ params: { documentId, pageNumber } }) => {
      const document = await find(documentId);
      const { width, height, origin, words } = await named(document, () =>
        leafcutter.pageText(document, pageNumber),
      );
      return {
        page_number: pageNumber,
        width,
        height,
        origin,
        words: words.map(({ text, box }) => ({ text, box: [...box] })),
      };
    },
  );

  api.get(
    '/v1/documents/:documentId/pages/:pageNumber.webp',
    {
      schema: {
        tags,
        summary: 'A page as a picture',
        params: documentParams.extend({ pageNumber: z.coerce.number().int().min(1).max(1_000_000) }),
        querystring: z.object({
          long_edge: z.coerce
            .number()
            .int()
            .min(64)
            .max(4096)
            .default(1536)
            .describe('Pixels of the longer side'),
        }),
        response: {
          200: bodyOf('image/webp', z.string().meta({ format: 'binary' }), 'The picture'),
          ...PROBLEM_RESPONSES,
        },
      },
      config: { heavy: true },
    },
    async ({ params: { documentId, pageNumber }, query: { long_edge: longEdge }, headers }, reply) => {
      const document = await find(documentId);
      const tag = document.sha256 === null ? null : `"${document.sha256}-${pageNumber}-${longEdge}"`;
      if (tag !== null) {
        reply.header('etag', tag).header('cache-control', FOREVER);
        if (headers['if-none-match'] === tag) return reply.code(304).send();
      }
      const page = await named(document, (path) => {
        const draw = () => pdf.render(path, pageNumber, { format: 'webp', longEdge, urgent: true });
        return tag === null ? draw() : pictures.get(tag, draw);
      });
      return reply.type(page.mediaType).send(Buffer.from(page.bytes));
    },
  );
}
