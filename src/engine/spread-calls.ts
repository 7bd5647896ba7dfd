import { randomUUID } from 'node:crypto';
import { Problem, problemFromJson, toProblem } from '../problem/problem.ts';
import type { DocumentQueue, JobOrders, LinedPart, PartState } from '../queue/queue.ts';
import type { LedgerAnswer, Store } from '../store/store.ts';
import { anySignal, type CallContext, type ModelCall, type Spread } from './call-model.ts';
import type { Clock } from './parts.ts';

/** Calls that a document has in hand here whatever else there is: one that asks no more is never spread. */
const LEAST_IN_HAND = 8;
/** Calls offered to the line at a time, the last ones that wait; it takes of them what other processes can soon begin. */
const OFFERED = 256;
const LOOK_MS = 200;

/** What spreading calls takes. */
export interface SpreadCallsOptions {
  readonly queue: Pick<DocumentQueue, 'lineParts' | 'partStates' | 'takeBack'>;
  readonly store: Pick<Store, 'findAnswer'>;
  readonly clock: Pick<Clock, 'every'>;
  /** Calls that this process can have in hand: in flight, and as many more as are soon begun. */
  room(): number;
  /** Hears what keeps it from looking after what is in line: it goes on by itself when that is over. */
  onTrouble(problem: Problem): void;
}

interface Held {
  readonly call: ModelCall;
  readonly context: CallContext;
  readonly recipe: JobOrders['recipe'];
  readonly document: HeldDocument;
  /** Made here, or answered elsewhere. */
  readonly turn: PromiseWithResolvers<'here' | LedgerAnswer>;
  /** It came back from the line without an answer, or cannot go there. */
  onlyHere: boolean;
}

interface HeldDocument {
  readonly isUrgent: boolean;
  /** Questions without an answer, wherever they are. */
  open: number;
  inHand: number;
  /** In the order in which they were asked. */
  readonly waiting: Set<Held>;
}

/**
 * The calls of documents that ask more at once than this process soon sends. What it has no room for waits here and is put
 * in line as parts, as far as other processes can begin it; this process takes back what nobody has begun when it has done
 * its own. An answer comes through the ledger alone, so it does not matter who dies: what has none is asked again here.
 */
export class SpreadCalls {
  readonly #options: SpreadCallsOptions;
  readonly #documents = new Map<string, HeldDocument>();
  readonly #lined = new Map<LinedPart, Held>();
  /** In line for those who wait for them no more. */
  readonly #abandoned = new Set<LinedPart>();
  #inHand = 0;
  #stopLooking: (() => void) | undefined;
  #looking: Promise<void> | undefined;

  constructor(options: SpreadCallsOptions) {
    this.#options = options;
  }

  /** The calls of documents that are worked on with this recipe. */
  of({ name, version }: JobOrders['recipe']): Spread {
    const recipe = { name, version };
    return { ask: (call, context, here) => this.#ask(recipe, call, context, here) };
  }

  /** Calls that this process has begun with, or that wait for the governor. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Whether a question of a document of this process is in line: this process makes it elsewhere than from the line. */
  hasInLine(key: string): boolean {
    return [...this.#lined.values()].some(({ call }) => call.key === key);
  }

  async close(): Promise<void> {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    await this.#looking;
  }

  async #ask(
    recipe: JobOrders['recipe'],
    call: ModelCall,
    context: CallContext,
    here: () => Promise<LedgerAnswer>,
  ): Promise<LedgerAnswer> {
    const document = this.#documentOf(context);
    document.open++;
    try {
      if (document.waiting.size === 0 && this.#hasRoom(document)) this.#take(document);
      else {
        const turn = await context.deadline.waiting(this.#wait({ recipe, call, context, document }));
        if (turn !== 'here') return turn;
      }
      try {
        return await here();
      } finally {
        this.#inHand--;
        document.inHand--;
        this.#begin();
      }
    } finally {
      if (--document.open === 0) this.#documents.delete(context.documentId);
    }
  }

  #documentOf({ documentId, priority }: CallContext): HeldDocument {
    const known = this.#documents.get(documentId);
    if (known) return known;
    const document = { isUrgent: priority === 'interactive', open: 0, inHand: 0, waiting: new Set<Held>() };
    this.#documents.set(documentId, document);
    return document;
  }

  #hasRoom({ inHand }: HeldDocument): boolean {
    return inHand < LEAST_IN_HAND || this.#inHand < this.#options.room();
  }

  #take(document: HeldDocument): void {
    this.#inHand++;
    document.inHand++;
  }

  async #wait(about: Omit<Held, 'turn' | 'onlyHere'>): Promise<'here' | LedgerAnswer> {
    const { call, context, document } = about;
    const turn = Promise.withResolvers<'here' | LedgerAnswer>();
    const held: Held = { ...about, turn, onlyHere: call.parts === undefined };
    const signal = anySignal(context);
    // At once: what has left is begun by nobody.
    const leave = (): void => {
      turn.reject(signal.reason);
      document.waiting.delete(held);
      for (const [part, other] of this.#lined) {
        if (other !== held) continue;
        this.#lined.delete(part);
        this.#abandoned.add(part);
      }
    };
    if (signal.aborted) throw signal.reason;
    signal.addEventListener('abort', leave, { once: true });
    document.waiting.add(held);
    this.#stopLooking ??= this.#options.clock.every(LOOK_MS, () => this.#look());
    try {
      return await turn.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Begins with what there is room for: urgent documents first, and of those the one that has least in hand. */
  #begin(): void {
    for (;;) {
      const ready = [...this.#documents.values()].filter(
        (document) => document.waiting.size > 0 && this.#hasRoom(document),
      );
      const [next] = ready.toSorted(inTurn);
      if (!next) return;
      const [held] = next.waiting;
      this.#start(held!);
    }
  }

  #start(held: Held): void {
    held.document.waiting.delete(held);
    this.#take(held.document);
    held.turn.resolve('here');
  }

  #look(): void {
    this.#begin();
    this.#looking ??= this.#lookAfterLine()
      .catch((error) => this.#options.onTrouble(toProblem(error)))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #lookAfterLine(): Promise<void> {
    if (this.#documents.size === 0 && this.#abandoned.size === 0) {
      this.#stopLooking?.();
      this.#stopLooking = undefined;
      return;
    }
    const { queue } = this.#options;
    const abandoned = [...this.#abandoned];
    if (abandoned.length > 0) await queue.takeBack(abandoned);
    for (const part of abandoned) this.#abandoned.delete(part);
    if (this.#lined.size > 0) {
      for (const [part, state] of await queue.partStates([...this.#lined.keys()]))
        await this.#hear(part, state);
    }
    this.#begin();
    await this.#takeBack();
    await this.#putInLine();
  }

  async #hear(part: LinedPart, state: PartState): Promise<void> {
    if (state === 'open') return;
    // Looked for after the state: what is answered is in the ledger before its part ends.
    const answer = await this.#options.store.findAnswer(part.call.key);
    const held = this.#lined.get(part);
    if (!held) return;
    this.#lined.delete(part);
    if (answer) held.turn.resolve(answer);
    else if (state === 'lost') held.turn.reject(lost(held));
    else if (state === 'ended') {
      held.onlyHere = true;
      held.document.waiting.add(held);
    } else held.turn.reject(problemFromJson(state.problem, state.disposition));
  }

  /** Takes out of line what this process can begin itself, now that nothing else waits for it. */
  async #takeBack(): Promise<void> {
    const free = this.#options.room() - this.#inHand;
    if (free <= 0 || this.#lined.size === 0 || this.#waiting().length > 0) return;
    for (const part of await this.#options.queue.takeBack([...this.#lined.keys()].slice(-free))) {
      const held = this.#lined.get(part);
      if (!held) continue;
      this.#lined.delete(part);
      this.#start(held);
    }
  }

  async #putInLine(): Promise<void> {
    const offered = new Map<LinedPart, Held>();
    const waiting = this.#waiting();
    const share = Math.ceil(OFFERED / Math.max(1, waiting.length));
    for (const { waiting: some } of waiting) {
      for (const held of [...some].filter(({ onlyHere }) => !onlyHere).slice(-share)) {
        offered.set(partOf(held), held);
      }
    }
    if (offered.size === 0) return;
    // Before it is known which: what another process answers at once is expected by then.
    for (const [part, held] of offered) {
      held.document.waiting.delete(held);
      this.#lined.set(part, held);
    }
    let lined: readonly LinedPart[] = [];
    try {
      lined = await this.#options.queue.lineParts([...offered.keys()]);
    } finally {
      for (const part of lined) offered.delete(part);
      for (const [part, held] of offered) {
        if (this.#lined.delete(part)) held.document.waiting.add(held);
      }
    }
  }

  /** Documents of which something waits, in the order in which they are served. */
  #waiting(): HeldDocument[] {
    return [...this.#documents.values()].filter(({ waiting }) => waiting.size > 0).toSorted(inTurn);
  }
}

function inTurn(one: HeldDocument, other: HeldDocument): number {
  return Number(other.isUrgent) - Number(one.isUrgent) || one.inHand - other.inHand;
}

function partOf({ call, context, recipe }: Held): LinedPart {
  const { question, request, models, parts = [] } = call;
  return {
    id: randomUUID(),
    jobId: context.jobId,
    documentId: context.documentId,
    recipe,
    priority: context.priority,
    call: {
      key: call.key,
      question: question.name,
      ...(question.kind ? { kind: question.kind } : {}),
      model: models[0]!.id,
      prompt: request.prompt,
      jsonSchema: request.jsonSchema,
      parts,
      sharesPages: call.files !== undefined,
    },
  };
}

function lost({ call }: Held): Problem {
  const pages = (call.parts ?? []).flatMap(({ pageNumbers }) => pageNumbers).join(', ');
  return new Problem('worker-lost', {
    detail: `The question ${call.question.name}${pages === '' ? '' : ` on page ${pages}`}: each of several processes that asked it ended before it was answered; they may need more memory`,
  });
}
