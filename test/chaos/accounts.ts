import { costMicros } from '../../src/models/prices.ts';
import type { SeenCall } from './remote-server.ts';

/** A row of the ledger. */
export interface LedgerCall {
  readonly key: string;
  readonly document: string;
  readonly outcome: 'answered' | 'failed';
  readonly problem: string | null;
  /** 1 for a call that was paid for, else 0. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicros: number;
  readonly startedMs: number;
}

/** What both sides have written down. */
export interface Books {
  readonly seen: readonly SeenCall[];
  readonly ledger: readonly LedgerCall[];
  readonly totals: { readonly calls: number; readonly tokens: number; readonly costMicros: number };
  /** The processes that asked, in order. */
  readonly starts: readonly { readonly startedMs: number; readonly killed: boolean }[];
  readonly model: string;
}

/** Calls and money by both sides. */
export interface Account {
  /** Answers, complete or not, that the server sent and counts as paid. */
  readonly paidCalls: number;
  readonly paidTokens: number;
  readonly paidMicros: number;
  readonly ledgerCalls: number;
  readonly ledgerTokens: number;
  readonly ledgerMicros: number;
  /** Paid calls whose process was killed before it could write them down. */
  readonly lostAtKill: number;
  readonly lostMicros: number;
  /** Calls that were at work when their process was killed: the most that may be lost. */
  readonly inFlightAtKills: number;
  /** Paid calls that the client gave up at its deadline while the answer was on its way. */
  readonly givenUp: number;
  /** Right answers to the same question beyond the first. */
  readonly answeredAgain: number;
  readonly violations: readonly string[];
}

/** Kinds whose answer is HTTP 200 with a count of tokens. */
const PAID = new Set(['answer', 'text', 'truncated', 'finish', 'blocked-prompt', 'empty']);

/**
 * Holds the ledger against what the server has counted, process by process and document by document. A document has one
 * call at work at a time and acts on nothing that is not on disk, so of a killed process only its last call for each
 * document can be missing. Clocks decide nothing: which process made a call is known to both sides.
 */
export function settleAccounts({ seen, ledger, totals, starts, model }: Books): Account {
  const violations: string[] = [];
  const cost = (call: SeenCall): number =>
    costMicros(model, { ...call, cachedTokens: 0 }, call.startedMs) ?? 0;
  const isPaid = (call: SeenCall): boolean => PAID.has(call.kind) && !call.abandoned && call.status === 200;
  const seenBy = Map.groupBy(
    seen.toSorted((a, b) => a.index - b.index),
    (call) => `${call.generation} ${call.document}`,
  );
  const generationAt = (ms: number): number => starts.findLastIndex(({ startedMs }) => startedMs <= ms);
  const ledgerBy = Map.groupBy(ledger, (call) => `${generationAt(call.startedMs)} ${call.document}`);

  const lost: SeenCall[] = [];
  let givenUp = 0;
  let inFlightAtKills = 0;
  for (const [key, calls] of seenBy) {
    const rows = ledgerBy.get(key) ?? [];
    const killed = starts[calls[0]!.generation]?.killed ?? false;
    const paidRows = rows.filter((row) => row.calls > 0);
    let at = 0;
    let unexplained = 0;
    let lostHere = false;
    for (const call of calls.filter(isPaid)) {
      const row = paidRows[at];
      if (row && row.inputTokens === call.inputTokens && row.outputTokens === call.outputTokens) at++;
      else if (killed && call === calls.at(-1)) {
        lost.push(call);
        lostHere = true;
      } else unexplained++;
    }
    if (killed && (lostHere || calls.at(-1)!.abandoned)) inFlightAtKills++;
    const timeouts = rows.filter(({ problem }) => problem === 'model-timeout').length;
    const hangs = calls.filter(({ kind }) => kind === 'hang').length;
    const excused = Math.min(unexplained, Math.max(0, timeouts - hangs));
    givenUp += excused;
    if (unexplained > excused)
      violations.push(`${key}: ${unexplained - excused} paid calls are in no ledger`);
    if (at < paidRows.length) violations.push(`${key}: ${paidRows.length - at} ledger rows that nobody sent`);
  }
  for (const [key, rows] of ledgerBy) {
    if (!seenBy.has(key) && rows.some((row) => row.calls > 0)) violations.push(`${key}: paid without a call`);
  }

  const paid = seen.filter(isPaid);
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const account = {
    paidCalls: paid.length,
    paidTokens: sum(paid, (call) => call.inputTokens + call.outputTokens),
    paidMicros: sum(paid, cost),
    ledgerCalls: totals.calls,
    ledgerTokens: totals.tokens,
    ledgerMicros: totals.costMicros,
    lostAtKill: lost.length,
    lostMicros: sum(lost, cost),
    inFlightAtKills,
    givenUp,
    answeredAgain: 0,
  };
  if (givenUp === 0) {
    if (account.ledgerMicros + account.lostMicros !== account.paidMicros) {
      violations.push(
        `the ledger's cost ${account.ledgerMicros} and what was lost ${account.lostMicros} are not what the server counted: ${account.paidMicros}`,
      );
    }
    if (account.ledgerCalls + lost.length !== account.paidCalls) {
      violations.push(`${account.ledgerCalls} calls in the ledger of ${account.paidCalls} paid`);
    }
  }
  if (sum(ledger, (row) => row.costMicros) !== totals.costMicros) {
    violations.push('the sum of the attempts is not the total of the job');
  }

  for (const [key, rows] of Map.groupBy(ledger, (row) => row.key)) {
    const answers = rows.filter(({ outcome }) => outcome === 'answered').length;
    if (answers > 1) violations.push(`question ${key} was answered and paid ${answers} times`);
  }
  let answeredAgain = 0;
  const lostIndexes = new Set(lost.map(({ index }) => index));
  for (const [key, calls] of Map.groupBy(seen, (call) => call.key)) {
    const right = calls.filter((call) => call.kind === 'answer' && isPaid(call));
    answeredAgain += Math.max(0, right.length - 1);
    const stored = right.find(({ index }) => !lostIndexes.has(index));
    const after = calls.filter((call) => stored && call.index > stored.index);
    if (givenUp === 0 && after.length > 0)
      violations.push(`question ${key} was asked again after its answer was stored`);
  }
  return { ...account, answeredAgain, violations };
}
