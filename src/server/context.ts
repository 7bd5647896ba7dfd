import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Leafcutter } from '../leafcutter.ts';
import type { ProblemJson } from '../problem/problem.ts';
import type { StoreReader } from '../store/store.ts';
import type { EventLog } from './event-log.ts';
import type { JobChanges } from './job-changes.ts';
import type { JobIntake } from './job-intake.ts';
import type { JobQueue } from './job-queue.ts';
import type { KeyQuotas } from './key-quotas.ts';
import type { StreamTimes } from './paced-stream.ts';
import type { Rests } from './rests.ts';
import type { StreamSet } from './stream-set.ts';
import type { UploadFolder } from './upload-folder.ts';

/** A Fastify whose routes are typed by their Zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What the routes work with. */
export interface ServerContext {
  readonly leafcutter: Leafcutter;
  /** What is stored, for answers: it does not wait for what is being written. */
  readonly reader: StoreReader;
  readonly queue: JobQueue;
  readonly intake: JobIntake;
  readonly quotas: KeyQuotas;
  readonly uploads: UploadFolder;
  readonly log: EventLog;
  /** Which jobs changed, for those who watch the list. */
  readonly changes: JobChanges;
  readonly rests: Rests;
  /** Open event streams; the server ends them when it drains. */
  readonly streams: StreamSet;
  readonly streamTimes: StreamTimes;
  /** Makes of a problem what clients may hear of it. */
  hide(problem: ProblemJson): ProblemJson;
  /** How long a body may send nothing. */
  readonly bodyIdleMs: number;
  /** Aborts when bodies that still come are waited for no longer: the server ends. */
  readonly leaving: AbortSignal;
  /** True from the moment the server is asked to end. */
  draining(): boolean;
}
