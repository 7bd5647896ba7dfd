import type { QuestionText } from '../domain/question.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import type { CallOutcome, CallRequest } from '../governor/governor.ts';
import type {
  ContentPart,
  Model,
  ModelAnswer,
  ModelRequest,
  SchemaMode,
  SharedFiles,
} from '../models/model.ts';
import { isProblem, Problem, toProblem } from '../problem/problem.ts';
import type { LedgerAnswer } from '../store/store.ts';
import type { CallDeadlines, WorkingDeadline } from './deadlines.ts';
import type { PlannedPart } from './model-content.ts';
import type { EngineParts } from './parts.ts';

/** One question on one model, ready to be sent. */
export interface ModelCall {
  readonly key: string;
  readonly question: QuestionText;
  /** The same model under one or several keys. */
  readonly models: readonly Model[];
  readonly request: Omit<ModelRequest, 'parts'>;
  /** What it is shown; absent where that is put together from several documents. */
  readonly parts?: readonly PlannedPart[];
  readonly pages: number;
  /** What it will use, as far as one can tell before; the cost is null for a model without a known price. */
  readonly estimate: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly costMicros: number | null;
  };
  /** Bytes that sending it takes, roughly: the pages' share of the file, or of their pictures. */
  readonly bytes: number;
  /** Makes the bytes to send; called for every attempt, after the governor let it start. */
  content(model: Model, signal: AbortSignal): Promise<ContentPart[]>;
  /** Uploads at a model that it shares with other calls; absent: it has its own. */
  files?(model: Model): SharedFiles | undefined;
  /**
   * Whether a value that was answered in one request with other documents' can be taken as this one's answer. Null: the
   * question is always asked alone.
   */
  readonly confirm: ((value: unknown) => Promise<boolean>) | null;
}

/** The packs of a run. */
export interface Packs {
  /** Answers in one request with other questions, which `send` makes. Null: to be asked alone. */
  ask(call: ModelCall, context: CallContext, send: SendCall): Promise<LedgerAnswer | null>;
}

/** Makes one call until it is answered or cannot be. */
export type SendCall = (engine: EngineParts, call: ModelCall, context: CallContext) => Promise<LedgerAnswer>;

/** The batches of a run. */
export interface Batches {
  /** Answers what is in a batch, or goes into one. Null: to be asked alone. */
  ask(call: ModelCall, context: CallContext): Promise<LedgerAnswer | null>;
}

/** Calls of large documents, which other processes may make. */
export interface Spread {
  /** Has `here` make the call as soon as this process has room for it, unless another process answers it before. */
  ask(call: ModelCall, context: CallContext, here: () => Promise<LedgerAnswer>): Promise<LedgerAnswer>;
}

/** On whose behalf a call is made. */
export interface CallContext {
  readonly jobId: string;
  readonly documentId: string;
  readonly priority: 'interactive' | 'batch';
  readonly deadline: WorkingDeadline;
  /** Aborts calls in flight. */
  readonly signal: AbortSignal;
  /** Aborts waiting for a place, but leaves calls in flight alone: no new call starts after it. */
  readonly stopping: AbortSignal;
  /** How many documents of the job are not done, this one included; absent: nobody knows. */
  readonly documentsLeft?: () => number;
  /** Null: no question goes into a batch. */
  readonly batches: Batches | null;
  /** Null: every question is asked alone. */
  readonly packs: Packs | null;
  /** Absent: every call is made by this process. */
  readonly spread?: Spread | undefined;
  /** True once the document has asked before. */
  begun: boolean;
}

/** Aborts whatever waits on behalf of a call. */
export function anySignal(context: CallContext): AbortSignal {
  return AbortSignal.any([context.signal, context.stopping, context.deadline.signal]);
}

/** How a try ended. */
export type AttemptEnd =
  | { readonly answer: LedgerAnswer; readonly problem?: never }
  | { readonly answer?: never; readonly problem: Problem };

/**
 * Makes one try: waits for the governor, sends, settles, records. The only place that calls a model. An answer is durable
 * before it is returned. Throws when it could not start (cancelled, parked, out of budget).
 */
export async function callModel(
  engine: EngineParts,
  deadlines: CallDeadlines,
  call: ModelCall,
  context: CallContext,
  { number, schemaMode }: { readonly number: number; readonly schemaMode: SchemaMode },
): Promise<AttemptEnd> {
  const { clock, governor, store, emit } = engine;
  const admission: CallRequest = {
    lanes: call.models.map((model) => model.lane),
    estimatedTokens: call.estimate.inputTokens + call.estimate.outputTokens,
    estimatedCostMicros: call.estimate.costMicros ?? 0,
    jobId: context.jobId,
    kind: call.question.kind ?? 'extract',
    priority: context.priority,
    begun: context.begun || number > 1,
  };
  const permit = await context.deadline.waiting(governor.admit(admission, anySignal(context)));
  context.begun = true;
  const model = call.models.find(({ lane }) => lane === permit.lane)!;
  const startedMs = clock.now();
  const about = {
    jobId: context.jobId,
    documentId: context.documentId,
    question: call.question.name,
    model: model.id,
  };
  emit({ type: 'call-start', ...about, attempt: number });

  let outcome: CallOutcome = { kind: 'cancelled' };
  let usage: Usage = NO_USAGE;
  let problem: Problem | undefined;
  try {
    const answer = await send(
      engine,
      deadlines,
      { ...call, request: { ...call.request, schemaMode } },
      model,
      context,
    );
    usage = priced(engine, model, answer.usage, startedMs);
    outcome = {
      kind: 'answered',
      tokens: usage.inputTokens + usage.outputTokens,
      costMicros: usage.costMicros,
      ...(answer.quota ? { quota: answer.quota } : {}),
    };
    const value = parseAnswer(answer.text);
    const kept: LedgerAnswer = { key: call.key, model: model.id, value, usage, createdMs: clock.now() };
    await store.saveAnswer(kept, { ...record('answered', null), usage });
    return { answer: kept };
  } catch (error) {
    problem = classify(error, context);
    if (problem.usage) usage = priced(engine, model, problem.usage, startedMs);
    if (outcome.kind !== 'answered') outcome = outcomeOf(problem, usage);
    // Refused calls cost nothing and can be many: only what was sent and worked on is worth a row.
    const unpaid = problem.disposition === 'wait' || problem.code === 'cancelled';
    if (!unpaid || usage.calls > 0) {
      await store.saveFailedAttempt({ ...record('failed', problem.code), usage });
    }
    return { problem };
  } finally {
    permit.settle(outcome);
    emit({
      type: 'call-end',
      ...about,
      attempt: number,
      durationMs: clock.now() - startedMs,
      usage,
      ...(problem ? { problem: problem.toJSON() } : {}),
    });
  }

  function record(result: 'answered' | 'failed', code: string | null) {
    return {
      key: call.key,
      jobId: context.jobId,
      documentId: context.documentId,
      question: call.question.name,
      model: model.id,
      outcome: result,
      problem: code,
      startedMs,
      durationMs: clock.now() - startedMs,
    };
  }
}

async function send(
  engine: EngineParts,
  deadlines: CallDeadlines,
  call: ModelCall,
  model: Model,
  context: CallContext,
): Promise<ModelAnswer> {
  // A fresh controller per attempt: SDKs leave a listener behind on a shared signal.
  const controller = new AbortController();
  const limitMs = deadlines.deadlineMs(model, call.pages);
  const tooLate = () =>
    controller.abort(
      new Problem('model-timeout', {
        detail: `${model.id} did not answer within ${Math.round(limitMs / 1000)} s`,
      }),
    );
  let timer: NodeJS.Timeout | undefined;
  const stop = () => controller.abort(new Problem('cancelled', { detail: 'The call was cancelled' }));
  const { deadline } = context;
  const late = () =>
    controller.abort(
      new Problem('deadline-passed', { detail: `${deadline.subject} took longer than allowed` }),
    );
  context.signal.addEventListener('abort', stop, { once: true });
  context.deadline.signal.addEventListener('abort', late, { once: true });
  if (context.signal.aborted) stop();
  if (context.deadline.signal.aborted) late();
  try {
    const ask = async () => {
      const parts = await call.content(model, controller.signal);
      // From here on: waiting for memory, a slice or a place among uploads is not the model's doing.
      let askedMs = engine.clock.elapsedMs();
      const onWaiting = (waiting: boolean): void => {
        clearTimeout(timer);
        askedMs = engine.clock.elapsedMs();
        if (!waiting) timer = setTimeout(tooLate, limitMs);
      };
      onWaiting(false);
      const files = call.files?.(model);
      const request = { ...call.request, parts, onWaiting, ...(files ? { files } : {}) };
      const answer = await model.generate(request, controller.signal);
      deadlines.observe(model, engine.clock.elapsedMs() - askedMs);
      return answer;
    };
    return await engine.bytesInFlight.run(call.bytes, ask, controller.signal);
  } catch (error) {
    // What ended the call is known here and not by the adapter, which sees only an abort.
    const { aborted, reason } = controller.signal;
    throw aborted && isProblem(reason) ? withUsage(reason, error) : error;
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', stop);
    context.deadline.signal.removeEventListener('abort', late);
  }
}

/** Why the call was ended, with what an answer cut short has cost all the same. */
function withUsage(reason: Problem, error: unknown): Problem {
  if (!isProblem(error) || !error.usage) return reason;
  return new Problem(reason.code, {
    detail: reason.detail,
    disposition: reason.disposition,
    usage: error.usage,
  });
}

function classify(error: unknown, context: CallContext): Problem {
  const problem = toProblem(error);
  if (!context.deadline.signal.aborted) return problem;
  return new Problem('deadline-passed', {
    detail: `${context.deadline.subject} took longer than allowed`,
    cause: error,
    ...(problem.usage ? { usage: problem.usage } : {}),
  });
}

/** The JSON of an answer. Throws `model-malformed`. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('model-malformed', {
      detail: `The model answered ${text.length} characters that are not JSON; try again, or ask another model`,
      cause,
    });
  }
}

function priced(engine: EngineParts, model: Model, tokens: ModelAnswer['usage'], atMs: number): Usage {
  const { storedTokenHours: _, ...counted } = tokens;
  return { calls: 1, ...counted, costMicros: engine.price(model.id, tokens, atMs) ?? 0 };
}

/** What the governor learns from a failed call. */
export function outcomeOf(problem: Problem, usage: Usage): CallOutcome {
  const spent = { tokens: usage.inputTokens + usage.outputTokens, costMicros: usage.costMicros };
  switch (problem.code) {
    case 'throttled':
    case 'quota-exhausted':
      return {
        kind: 'throttled',
        violations: problem.violations,
        ...(problem.retryAfterMs === undefined ? {} : { retryAfterMs: problem.retryAfterMs }),
      };
    case 'model-overloaded':
    case 'model-timeout':
    case 'model-unreachable':
      return { kind: 'trouble', reason: problem.detail, ...spent };
    case 'cancelled':
    case 'deadline-passed':
      return { kind: 'cancelled' };
    default:
      return { kind: 'rejected', ...spent };
  }
}
