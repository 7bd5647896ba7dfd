import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { uniform } from '../governor/sampling.ts';
import { writeChargesPdf } from '../support/charges-pdf.ts';
import { type Account, type LedgerCall, settleAccounts } from './accounts.ts';
import { type ClientEnd, runClient } from './client-process.ts';
import { checkOutputs } from './outputs.ts';
import { startRemoteServer } from './remote-server.ts';

const MODEL = 'gemini/gemini-3.8-flash';
/** Starts that are killed by the clock alone, before or while the work begins. */
const EARLY_SHARE = 0.2;
const EARLY_MS = 1_500;
/** Requests a process makes before it is killed, in shares of what one of equal steps would make. */
const MOST_STEPS = 1.4;
const AFTER_MS = 60;
/** One document in so many is too large for a request and goes through the Files API. */
const LARGE_EVERY = 50;

/** How large a run is. */
export interface ChaosOptions {
  /** Empty folder to work in. */
  readonly directory: string;
  readonly documents: number;
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (number: number) => void;
}

/** What a run has come to. */
export interface ChaosReport extends Account {
  readonly kills: number;
  /** Everything that is not as it must be, in words. */
  readonly violations: readonly string[];
  readonly requests: number;
  /** Requests that met trouble, whatever kind. */
  readonly faults: number;
  /** Of them refused by the limit of requests. */
  readonly refused: number;
  readonly filesUploaded: number;
  readonly peakBytes: number;
  readonly peakTreeBytes: number;
  readonly tookMs: number;
}

/** Runs the bill recipe over generated documents, killed again and again, and checks everything that is left. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { directory, documents, seed } = options;
  const names = Array.from({ length: documents }, (_, index) => `f${String(index).padStart(6, '0')}`);
  await writeDocuments(join(directory, 'in'), names);
  const server = await startRemoteServer(seed);
  try {
    const startedMs = performance.now();
    const client = {
      cwd: directory,
      env: {
        GEMINI_API_KEY: 'key',
        GOOGLE_GEMINI_BASE_URL: server.url,
        GEMINI_TIMEOUT_SECONDS: '5',
      },
    };
    const args = ['run', 'bill', 'in', '--route', 'fast', '--model', MODEL];
    args.push('--out', 'out.jsonl', '--out', 'out.csv');
    const ends: ClientEnd[] = [];
    let kills = 0;
    for (let unkilled = 0; unkilled === 0; ) {
      const generation = ends.length;
      const { afterRequests, afterMs } = nextKill(options, kills);
      const { reached } = await server.watch(generation, kills < options.kills ? afterRequests : 0);
      const end = await runClient(args, client, (kill) => {
        if (kills === options.kills) return;
        if (afterRequests === 0) setTimeout(kill, afterMs);
        else
          reached.then(
            () => setTimeout(kill, afterMs),
            () => {},
          );
      });
      ends.push(end);
      // Nothing of the killed process may be counted for the next one.
      await server.read();
      if (end.signal !== 'SIGKILL') unkilled++;
      else {
        kills++;
        options.onKill?.(kills);
      }
    }
    const tookMs = performance.now() - startedMs;
    const seen = await server.read();
    const last = ends.at(-1)!;
    if (last.code !== 3)
      throw new Error(`the last run ended with ${last.code} and not 3: ${last.stderr.slice(-2_000)}`);
    const ledger = readLedger(directory);
    const { violations, ...account } = settleAccounts({
      seen: seen.calls,
      ledger: ledger.calls,
      totals: ledger.totals,
      starts: ends.map(({ startedMs: ms, signal }) => ({ startedMs: ms, killed: signal === 'SIGKILL' })),
      model: MODEL,
    });
    const problems = [...violations, ...(await checkOutputs(directory, names, seed))];
    if (seen.filesLeft.length > 0) problems.push(`${seen.filesLeft.length} remote files are left`);
    if (ledger.filesLogged > 0) problems.push(`${ledger.filesLogged} remote files are still logged`);
    for (const [index, { orphans }] of ends.entries()) {
      if (orphans.length > 0) problems.push(`start ${index} left ${orphans.length} processes behind`);
    }
    // Once more, unchanged: nothing is asked, and the outputs are as they were.
    const before = await fingerprint(directory);
    await server.watch(ends.length, 0);
    ends.push(await runClient(args, client));
    const again = await server.read();
    if (again.calls.length > seen.calls.length) {
      problems.push(`an unchanged run made ${again.calls.length - seen.calls.length} calls`);
    }
    if ((await fingerprint(directory)) !== before) problems.push('an unchanged run changed the outputs');
    return {
      ...account,
      kills,
      violations: problems,
      requests: seen.calls.length,
      faults: seen.calls.filter(({ kind }) => kind !== 'answer').length,
      refused: seen.calls.filter(({ status }) => status === 429).length,
      filesUploaded: seen.filesUploaded,
      peakBytes: Math.max(...ends.map(({ peakBytes }) => peakBytes)),
      peakTreeBytes: Math.max(...ends.map(({ peakTreeBytes }) => peakTreeBytes)),
      tookMs,
    };
  } finally {
    await server.close();
  }
}

function nextKill(
  { documents, kills, seed }: ChaosOptions,
  number: number,
): { readonly afterRequests: number; readonly afterMs: number } {
  if (uniform(seed, 'early', number) < EARLY_SHARE) {
    return { afterRequests: 0, afterMs: EARLY_MS * uniform(seed, 'after', number) };
  }
  const most = (MOST_STEPS * documents) / kills;
  return {
    afterRequests: Math.ceil(most * uniform(seed, 'requests', number)),
    afterMs: AFTER_MS * uniform(seed, 'after', number),
  };
}

async function writeDocuments(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder);
  for (const [index, name] of names.entries()) {
    await writeChargesPdf(join(folder, `${name}.pdf`), name, 1, { large: index % LARGE_EVERY === 7 });
  }
}

interface LedgerView {
  readonly calls: readonly LedgerCall[];
  /** What the job itself says it has used. */
  readonly totals: { readonly calls: number; readonly tokens: number; readonly costMicros: number };
  readonly filesLogged: number;
}

/** Reads the ledger past the program, as an auditor would. */
function readLedger(directory: string): LedgerView {
  const database = new Database(join(directory, '.leafcutter', 'leafcutter.db'), { readonly: true });
  try {
    const calls = database
      .prepare<[], LedgerCall>(
        `SELECT a.key, d.name AS document, a.outcome, a.problem, a.calls, a.input_tokens AS inputTokens,
           a.output_tokens AS outputTokens, a.cost_micros AS costMicros, a.started_ms AS startedMs
         FROM attempts a JOIN documents d ON d.id = a.document_id ORDER BY a.id`,
      )
      .all();
    const totals = database
      .prepare<[], LedgerView['totals']>(
        `SELECT sum(calls) AS calls, sum(input_tokens + output_tokens) AS tokens, sum(cost_micros) AS costMicros
         FROM job_totals`,
      )
      .get()!;
    const filesLogged = database.prepare<[], number>('SELECT count(*) FROM remote_files').pluck().get()!;
    return {
      calls: calls.map((call) => ({ ...call, document: call.document.replace(/\.pdf$/, '') })),
      totals,
      filesLogged,
    };
  } finally {
    database.close();
  }
}

async function fingerprint(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['out.jsonl', 'out.items.csv', 'out.bills.csv']) {
    hash.update(await readFile(join(directory, name)));
  }
  return hash.digest('hex');
}
