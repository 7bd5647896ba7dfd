import { z } from 'zod';
import {
  type ApprovalListBody,
  approvalListSchema,
  decisionSchema,
  type FileListBody,
  fileListSchema,
  type TakenOverBody,
  takenOverSchema,
} from '../../api/combined.ts';
import { jobSchema } from '../../api/job.ts';
import { Problem } from '../../problem/problem.ts';
import type { Api, ServerContext } from '../context.ts';
import { findJob } from '../find-job.ts';
import { jobAddress } from '../job-intake.ts';
import { bodyOf, PROBLEM_RESPONSES } from '../openapi.ts';
import { jobBody } from '../wire.ts';

const tags = ['jobs'];
const jobId = z.string().min(1).max(100);
const name = z.string().min(1).max(100);

/** Lessons of many courses in one file are longer than what else is sent as JSON. */
const EARLIER_BYTES = 64 * 1024 * 1024;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  zip: 'application/zip',
};

/** What a job shows before it goes on, and what can be had of the result of all its documents together. */
export function combinedRoutes(api: Api, { leafcutter, queue }: ServerContext): void {
  const { store } = leafcutter;

  api.post(
    '/v1/recipes/:name/take-over',
    {
      bodyLimit: EARLIER_BYTES,
      schema: {
        tags,
        summary:
          'Take over results of an earlier system, such as its course_output.json, as jobs that are done',
        params: z.object({ name }),
        body: z
          .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
          .describe('What the earlier system wrote, as it is'),
        response: { 201: takenOverSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write', heavy: true },
    },
    async ({ params, body }, reply): Promise<TakenOverBody> => {
      const jobs = await leafcutter.together.takeOver(params.name, body);
      reply.code(201);
      return { jobs: [...jobs] };
    },
  );

  api.get(
    '/v1/jobs/:jobId/approvals',
    {
      schema: {
        tags,
        summary: 'What a job shows to a person before it goes on',
        params: z.object({ jobId }),
        response: { 200: approvalListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params }): Promise<ApprovalListBody> => {
      const { id } = await findJob(store, params.jobId);
      return { approvals: (await leafcutter.together.approvals(id)).map((approval) => ({ ...approval })) };
    },
  );

  api.post(
    '/v1/jobs/:jobId/approvals/:name',
    {
      schema: {
        tags,
        summary: 'Approve what a job shows, as it is or changed; the job goes on',
        params: z.object({ jobId, name }),
        body: decisionSchema.nullish(),
        response: { 202: jobSchema, ...PROBLEM_RESPONSES },
      },
      config: { scope: 'write' },
    },
    async ({ params, body }, reply) => {
      await findJob(store, params.jobId);
      await leafcutter.together.approve(params.jobId, params.name, body?.value);
      const job = (await store.getJob(params.jobId))!;
      if (job.state === 'paused') {
        await store.setJobState(job.id, 'queued');
        queue.add((await store.getJob(job.id))!);
      }
      return reply.code(202).send(await jobBody((await store.getJob(job.id))!, store, queue));
    },
  );

  api.post(
    '/v1/jobs/:jobId/actions/:name',
    {
      schema: {
        tags,
        summary:
          'Ask something of the result of all documents together, such as `ask`, `quiz` or `grade` of a course',
        params: z.object({ jobId, name }),
        body: z.record(z.string(), z.unknown()).nullish(),
        response: { 200: z.unknown().describe('As the recipe answers'), ...PROBLEM_RESPONSES },
      },
      // Questions may cost; a key that may only read asks nothing.
      config: { scope: 'write', heavy: true },
    },
    async ({ params, body }) => {
      await findJob(store, params.jobId);
      return leafcutter.together.act(params.jobId, params.name, body ?? {});
    },
  );

  api.get(
    '/v1/jobs/:jobId/files',
    {
      schema: {
        tags,
        summary: 'Files made of the result of all documents together',
        params: z.object({ jobId }),
        response: { 200: fileListSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ params }): Promise<FileListBody> => {
      const job = await findJob(store, params.jobId);
      const files = await leafcutter.together.files(job.id);
      const hrefOf = (path: string): string =>
        `${jobAddress(job)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
      return { files: files.map(({ path }) => ({ path, href: hrefOf(path) })) };
    },
  );

  api.get(
    '/v1/jobs/:jobId/files/*',
    {
      schema: {
        tags,
        summary: 'One of these files',
        params: z.object({ jobId, '*': z.string().min(1).max(300) }),
        response: {
          200: bodyOf('application/octet-stream', z.string().meta({ format: 'binary' }), 'The file'),
          ...PROBLEM_RESPONSES,
        },
      },
      config: { heavy: true },
    },
    async ({ params }, reply) => {
      const wanted = params['*'];
      const { id } = await findJob(store, params.jobId);
      const file = (await leafcutter.together.files(id)).find(({ path }) => path === wanted);
      if (!file) throw new Problem('not-found', { detail: `Job ${params.jobId} makes no file ${wanted}` });
      const type = MEDIA_TYPES[wanted.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
      reply.type(type);
      // A page of a course shown from here must not act as a page of this server.
      reply.header(
        'content-disposition',
        `attachment; filename="${wanted
          .split('/')
          .at(-1)!
          .replace(/[^\w.-]/g, '_')}"`,
      );
      return reply.send(Buffer.from(await file.bytes()));
    },
  );
}
