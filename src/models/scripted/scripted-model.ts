import { startAttempt } from '../attempt.ts';
import type { Model, ModelAnswer, ModelCapabilities, ModelRequest } from '../model.ts';

/** What a script says to one call: a value that goes out as JSON, or a whole answer with text and usage. */
export type ScriptedAnswer = { readonly value: unknown } | ModelAnswer;

/** A model that a function plays. */
export interface ScriptedModelOptions {
  /**
   * Answers a call; `callNumber` counts from 1. Throw a Problem to fail. A promise may take its time; `signal` is
   * obeyed for it.
   */
  readonly answer: (request: ModelRequest, callNumber: number) => ScriptedAnswer | Promise<ScriptedAnswer>;
  /** Waits before each answer; default none. */
  readonly delay?: (callNumber: number, signal: AbortSignal) => Promise<void>;
  /** Default `scripted/model`. */
  readonly id?: string;
  /** Default `scripted:test:` and the id's model. */
  readonly lane?: string;
  readonly capabilities?: Partial<ModelCapabilities>;
}

/** A scripted model and what it has seen. */
export interface ScriptedModel extends Model {
  /** Calls begun. */
  readonly calls: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
}

const CAPABILITIES: ModelCapabilities = {
  pdfInput: true,
  imageInput: true,
  schemaOutput: true,
  files: false,
  batch: false,
  caching: false,
  contextTokens: 1_000_000,
  maxOutputTokens: 65_536,
  imageLongEdge: 1_536,
  tokensPerPage: 560,
};

/** Longer than any test runs: a script decides itself how long it takes. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** A model without a network, for tests, benchmarks and demonstrations. */
export function createScriptedModel(options: ScriptedModelOptions): ScriptedModel {
  const { id = 'scripted/model', delay, capabilities } = options;
  let calls = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  return {
    id,
    lane: options.lane ?? `scripted:test:${id.split('/').slice(1).join('/')}`,
    capabilities: { ...CAPABILITIES, ...capabilities },
    parameters: {},
    get calls() {
      return calls;
    },
    get inFlight() {
      return inFlight;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    async generate(request, signal) {
      using attempt = startAttempt({ caller: signal, timeoutMs: NO_TIMEOUT_MS, model: id });
      if (attempt.signal.aborted) throw attempt.signal.reason;
      const callNumber = ++calls;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      try {
        if (delay) await attempt.race(delay(callNumber, attempt.signal));
        const answer = await attempt.race(Promise.resolve(options.answer(request, callNumber)));
        return 'text' in answer ? answer : toAnswer(request, answer.value);
      } finally {
        inFlight -= 1;
      }
    },
    close: async () => {},
  };
}

/** Tokens are estimated as a real model would count them, so that budgets and rates can be tested. */
function toAnswer(request: ModelRequest, value: unknown): ModelAnswer {
  const text = JSON.stringify(value);
  const inputTokens = request.parts.reduce(
    (total, part) =>
      total +
      (part.type === 'text'
        ? Math.ceil(part.text.length / 4)
        : CAPABILITIES.tokensPerPage * (part.type === 'pdf' ? part.pageCount : 1)),
    Math.ceil(request.prompt.length / 4),
  );
  return { text, usage: { inputTokens, outputTokens: Math.ceil(text.length / 4), cachedTokens: 0 } };
}
