import { z } from 'zod';
import {
  type UploadBody,
  uploadListSchema,
  uploadLookUpSchema,
  uploadSchema,
  uploadsFoundSchema,
} from '../../api/service.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ServerContext } from '../context.ts';
import { receiveMultipart } from '../multipart.ts';
import { PROBLEM_RESPONSES } from '../openapi.ts';
import { safeName } from '../received-file.ts';

const tags = ['uploads'];
const uploadParams = z.object({ uploadId: z.string().min(1).max(100) });

/** Files that come ahead of their job. */
export function uploadRoutes(api: Api, { leafcutter, uploads, bodyIdleMs, leaving }: ServerContext): void {
  api.post(
    '/v1/uploads',
    {
      schema: {
        tags,
        summary: 'Upload files for a job to come',
        querystring: z.object({
          accept: z
            .enum(['documents', 'any'])
            .default('documents')
            .describe(
              '`any`: a file that is neither PDF nor picture is kept, and its job says why it failed',
            ),
        }),
        bodyByType: {
          'multipart/form-data': z
            .object({ files: z.array(z.string().meta({ format: 'binary' })) })
            .meta({ id: 'UploadForm' }),
        },
        response: { 201: uploadListSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async (request, reply) => {
      if (!request.isMultipart()) {
        throw new Problem('unsupported-media-type', { detail: 'Send the files as multipart/form-data' });
      }
      const received = await receiveMultipart(request, {
        directory: uploads.incoming,
        maxFileBytes: leafcutter.config.maxFileMegabytes * 1_000_000,
        maxFiles: leafcutter.config.maxUploadFiles,
        idleMs: bodyIdleMs,
        signal: leaving,
      });
      const kept: UploadBody[] = [];
      try {
        if (received.files.length === 0) throw new Problem('no-input', { detail: 'The form holds no file' });
        const anyType = request.query.accept === 'any';
        const inspected: [(typeof received.files)[number], number | null][] = [];
        for (const file of received.files) {
          inspected.push([file, await uploads.inspect(file, { anyType, countPages: true })]);
        }
        for (const [file, pages] of inspected) kept.push(await uploads.keep(file, pages, request.keyId));
        return await reply.code(201).send({ uploads: kept });
      } catch (error) {
        // Nobody hears of them.
        for (const { id } of kept) await uploads.remove(id).catch(() => {});
        await received.discard();
        throw error;
      }
    },
  );

  api.post(
    '/v1/uploads/lookup',
    {
      schema: {
        tags,
        summary: 'Find files that were uploaded before, so that they need not be sent again',
        description:
          'Each file that the same key has uploaded becomes a new upload, as long as its earlier upload lasts or a job ' +
          'has it. What came with other keys, or without one, is not found: a hash tells nothing of what others sent.',
        body: uploadLookUpSchema,
        response: { 200: uploadsFoundSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async ({ body: { files }, keyId }) => {
      const found = [];
      // One after another: hundreds at once would be as many open files.
      for (const { sha256, name } of files) {
        found.push(await uploads.keepKnown(sha256, safeName(name), keyId));
      }
      return { uploads: found };
    },
  );

  api.get(
    '/v1/uploads/:uploadId',
    {
      schema: {
        tags,
        summary: 'What is known of an upload',
        params: uploadParams,
        response: { 200: uploadSchema, ...PROBLEM_RESPONSES },
      },
    },
    ({ params: { uploadId } }) => uploads.get(uploadId),
  );

  api.delete(
    '/v1/uploads/:uploadId',
    {
      schema: {
        tags,
        summary: 'Remove an upload; jobs that took it keep it',
        params: uploadParams,
        response: { 204: z.null().describe('It is gone'), ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async ({ params: { uploadId } }, reply) => {
      await uploads.remove(uploadId);
      return reply.code(204).send(null);
    },
  );
}
