import { Webhook } from 'standardwebhooks';
import type { JobBody } from '../api/job.ts';
import type { Post } from '../app.ts';
import { isRestingJobState, JOB_STATES } from '../domain/states.ts';
import type { Job, Message, Store } from '../store/store.ts';
import { requestOf } from './job-request.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Pauses before each next try: the schedule of the Standard Webhooks rules, three days in all. */
const PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
/** Part of a pause by which tries are spread. */
const JITTER = 0.1;
const GONE = 410;
const AT_ONCE = 10;
const LONGEST_SLEEP_MS = MINUTE_MS;
/** Jobs that ended so long ago have been told about, or nobody waits any more. */
const RECENT_MS = 72 * HOUR_MS;
const PAGE = 500;

/** What webhooks work with. */
export interface WebhookParts {
  readonly store: Store;
  readonly post: Post;
  body(job: Job): Promise<JobBody>;
  readonly now: () => number;
  readonly random: () => number;
  onError(error: unknown): void;
}

/** Tells webhooks that their job rests; a message is on disk before it is sent, and sent until it is taken. */
export class Webhooks {
  readonly #parts: WebhookParts;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
  }

  /** Writes the messages that a process which died did not, and goes on with those on their way. */
  async recover(): Promise<void> {
    const { store, now } = this.#parts;
    const states = JOB_STATES.filter(isRestingJobState);
    let beforeMs: number | undefined;
    for (;;) {
      const jobs = await store.listJobs({
        limit: PAGE,
        states,
        ...(beforeMs === undefined ? {} : { beforeMs }),
      });
      for (const job of jobs) {
        if ((job.endedMs ?? 0) > now() - RECENT_MS) await this.#write(job);
      }
      const last = jobs.at(-1);
      if (jobs.length < PAGE || !last || last.createdMs < now() - RECENT_MS) break;
      beforeMs = last.createdMs;
    }
    this.#send();
  }

  /** Tells a job's webhook, where it has one, that the job rests. */
  async tell(jobId: string): Promise<void> {
    const job = await this.#parts.store.getJob(jobId);
    if (job && isRestingJobState(job.state) && (await this.#write(job))) this.#send();
  }

  /** Lets what is being sent end; the rest stays on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sending;
  }

  async #write(job: Job): Promise<boolean> {
    const { store, body, now } = this.#parts;
    const webhook = requestOf(job)?.webhook;
    if (!webhook) return false;
    const atMs = job.endedMs ?? now();
    return store.messages.add({
      // The same for the same rest: a receiver knows a repeat by it.
      id: `msg_${job.id}_${job.state}_${job.endedMs ?? job.startedMs ?? job.createdMs}`,
      jobId: job.id,
      url: webhook.url,
      secret: webhook.secret,
      body: JSON.stringify({
        type: `job.${job.state}`,
        timestamp: new Date(atMs).toISOString(),
        data: await body(job),
      }),
      nextMs: now(),
    });
  }

  #send(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#sending ??= this.#sendDue()
      .catch((error) => this.#parts.onError(error))
      .finally(() => {
        this.#sending = undefined;
        if (this.#again) this.#send();
      });
  }

  async #sendDue(): Promise<void> {
    const { store, now } = this.#parts;
    this.#again = false;
    for (;;) {
      const due = this.#closed ? [] : await store.messages.due(now(), AT_ONCE);
      if (due.length === 0) break;
      await Promise.all(due.map((message) => this.#try(message)));
    }
    clearTimeout(this.#timer);
    const nextMs = this.#closed ? null : await store.messages.nextMs();
    if (nextMs === null) return;
    const delayMs = Math.min(LONGEST_SLEEP_MS, Math.max(0, nextMs - now()));
    this.#timer = setTimeout(() => this.#send(), delayMs).unref();
  }

  async #try(message: Message): Promise<void> {
    const { store, post, now, random } = this.#parts;
    const at = new Date(now());
    let status = 0;
    try {
      status = await post(message.url, {
        headers: {
          'content-type': 'application/json',
          'webhook-id': message.id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(message.secret).sign(message.id, at, message.body),
        },
        body: message.body,
      });
    } catch {
      // Not reached, or not in time: as good as an answer that is not 2xx.
    }
    const pauseMs = PAUSES_MS[message.attempts];
    const done = (status >= 200 && status < 300) || status === GONE || pauseMs === undefined;
    await store.messages.tried(message.id, done ? null : now() + pauseMs * (1 + random() * JITTER));
  }
}
