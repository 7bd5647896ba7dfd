import type { LedgerAnswer } from '../store/store.ts';
import type { Asker, Calls } from './asker.ts';
import type { CallContext, ModelCall, SendCall } from './call-model.ts';
import { type CallHistory, callUntilAnswered } from './call-until-answered.ts';

type CallAsker = Pick<Asker, 'engine' | 'context'>;

interface Flight {
  readonly answer: Promise<LedgerAnswer>;
  readonly controller: AbortController;
  readonly jobId: string;
  askers: number;
  settled: boolean;
}

/**
 * Answers calls from the ledger, or makes them: two equal questions in flight share one call, which is aborted only when
 * nobody waits for it any more.
 */
export class RememberedCalls implements Calls {
  readonly #history: CallHistory;
  readonly #flights = new Map<string, Flight>();
  #turn: Promise<void> = Promise.resolve();

  constructor(history: CallHistory) {
    this.#history = history;
  }

  /** Resolves when no call of the job is in flight: every paid answer is in the ledger then. */
  async idle(jobId: string): Promise<void> {
    for (;;) {
      const flights = [...this.#flights.values()].filter((flight) => flight.jobId === jobId);
      if (flights.length === 0) return;
      await Promise.allSettled(flights.map(({ answer }) => answer));
    }
  }

  async get(
    asker: CallAsker,
    call: ModelCall,
  ): Promise<{ readonly answer: LedgerAnswer; readonly remembered: boolean }> {
    const running = this.#running(call.key);
    if (running) return { answer: await this.#wait(asker, running), remembered: true };
    const known = await asker.engine.store.findAnswer(call.key);
    if (known) return { answer: known, remembered: true };
    // Another asker may have started while the ledger was read.
    const started = this.#running(call.key);
    if (started) return { answer: await this.#wait(asker, started), remembered: true };
    const flight = this.#start(asker, call);
    const answer = await this.#wait(asker, flight);
    await this.#afterArrivals();
    return { answer, remembered: false };
  }

  /**
   * Lets one answer a turn of the event loop go on to its recipe: what has arrived meanwhile is on its way to the disk
   * before the next is worked on. Thirty at once held that up for a tenth of a second of processor time, in which a crash
   * would have lost what was paid for.
   */
  #afterArrivals(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }

  /** A call that everybody left is being aborted and can answer nobody. */
  #running(key: string): Flight | undefined {
    const flight = this.#flights.get(key);
    return flight?.controller.signal.aborted ? undefined : flight;
  }

  #start(asker: CallAsker, call: ModelCall): Flight {
    const controller = new AbortController();
    const context = { ...asker.context, signal: controller.signal };
    const here = () => this.#answer(asker, call, context);
    const answer = (context.spread ? context.spread.ask(call, context, here) : here()).finally(() => {
      flight.settled = true;
      asker.context.begun ||= context.begun;
      if (this.#flights.get(call.key)?.controller === controller) this.#flights.delete(call.key);
    });
    answer.catch(() => {});
    const flight: Flight = { answer, controller, jobId: context.jobId, askers: 0, settled: false };
    this.#flights.set(call.key, flight);
    return flight;
  }

  async #answer(asker: CallAsker, call: ModelCall, context: CallContext): Promise<LedgerAnswer> {
    const { claims } = asker.engine;
    const known = await claims?.take(call.key, AbortSignal.any([context.signal, context.stopping]));
    if (known) return known;
    const send: SendCall = (engine, own, by) => callUntilAnswered(engine, this.#history, own, by);
    try {
      const together =
        (await context.batches?.ask(call, context)) ?? (await context.packs?.ask(call, context, send));
      return together ?? (await send(asker.engine, call, context));
    } catch (error) {
      // Nobody else is to wait for an answer that does not come; one that does takes the claim with it.
      await claims?.letGo(call.key);
      throw error;
    }
  }

  async #wait(asker: CallAsker, flight: Flight): Promise<LedgerAnswer> {
    const { signal } = asker.context;
    flight.askers++;
    let leave = (): void => {};
    try {
      return await new Promise<LedgerAnswer>((resolve, reject) => {
        leave = () => reject(signal.reason);
        if (signal.aborted) leave();
        signal.addEventListener('abort', leave, { once: true });
        flight.answer.then(resolve, reject);
      });
    } finally {
      signal.removeEventListener('abort', leave);
      if (--flight.askers === 0 && !flight.settled) flight.controller.abort();
    }
  }
}
