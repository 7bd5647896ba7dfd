import { BUILT_IN_RECIPES, Delivery, type LaneProgress, openSinks, StoredProgress } from '../../app.ts';
import type { LeafcutterClient } from '../../client/client.ts';
import type { PassedOver } from '../../domain/passed-over.ts';
import { countEnded, isFinalJobState, isRestingJobState } from '../../domain/states.ts';
import { fromWire, resultToWire, toWire } from '../../domain/wire.ts';
import type { RunSummary } from '../../engine/run.ts';
import type { Recipe } from '../../leafcutter.ts';
import { Problem } from '../../problem/problem.ts';
import type { Sink } from '../../sink/sink.ts';
import { EXIT, exitCodeOfRun } from '../exit-code.ts';
import { extrapolate } from '../extrapolation.ts';
import { leaving } from '../leaving.ts';
import { printSummary, whereOf } from '../print-summary.ts';
import type { ProgressDisplay } from '../progress-display.ts';
import { watchDisplay } from '../watch-display.ts';
import type { Remote } from './connect.ts';
import { RemoteStore } from './remote-store.ts';

/** How a job of a server is followed. */
export interface FollowThereOptions {
  readonly json?: boolean;
  readonly out?: readonly string[];
  readonly order?: 'document' | 'completion';
  /** With `json` and without `out`: write results to standard output. */
  readonly results?: boolean;
  /** Of how many documents the job's are a sample. */
  readonly found?: number | null;
  /** What of the folders here was not sent because of the endings of names. */
  readonly passedOver?: PassedOver | null;
}

const LOOK_SECONDS = 1;

/**
 * Follows a job of a server until it rests, writing its results to files as they come; the same words, files and exit
 * code as for a job here. Ctrl-C leaves, the job goes on.
 */
export async function followThere(
  { client, url }: Remote,
  jobId: string,
  options: FollowThereOptions,
): Promise<number> {
  const { json = false, out = [], order = 'document' } = options;
  const store = new RemoteStore(client);
  const { recipe: recipeName } = await store.getJob(jobId);
  const recipe = recipeOf(recipeName);
  const sinks = openOutputs(out, recipeName);
  if (json && options.results && out.length === 0) sinks.push(standardOutput());
  const deliveries = sinks.map((sink) => new Delivery(store, jobId, sink, order));
  const pump = async (): Promise<unknown> => Promise.all(deliveries.map((delivery) => delivery.pump()));
  const stored = new StoredProgress(jobId, {
    store,
    now: Date.now,
    ...(recipe?.classOf ? { classOf: (data) => recipe.classOf!(data) } : {}),
    lanes: async () => fromWire((await client.models()).lanes) as readonly LaneProgress[],
  });
  const { signal, end } = leaving();
  const away = new AbortController();
  const startedMs = Date.now();
  let display: ProgressDisplay | undefined;
  try {
    let seen = await stored.look();
    const endedBefore = countEnded(seen.counts);
    while (!signal.aborted && !isRestingJobState(seen.job.state)) {
      display ??= json
        ? printEvents(client, jobId, away.signal)
        : await watchDisplay(stored, `Job ${jobId} at ${url}`);
      await pump();
      await client.job(jobId, { waitSeconds: LOOK_SECONDS, signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      seen = await stored.look();
    }
    await pump();
    await display?.end();
    display = undefined;
    const { job, counts, usage } = seen;
    const summary: RunSummary = {
      jobId,
      state: job.state,
      counts,
      usage,
      durationMs: (job.endedMs ?? Date.now()) - (job.startedMs ?? startedMs),
      processed: countEnded(counts) - endedBefore,
      ...(options.found ? { found: options.found } : {}),
      ...(options.passedOver ? { passedOver: options.passedOver } : {}),
      ...(job.problem ? { problem: job.problem } : {}),
    };
    if (json) {
      const wire = toWire({ type: 'summary', ...summary, extrapolation: extrapolate(summary) ?? undefined });
      // Where there are results, standard output is theirs alone, as for a job here.
      const stream = options.results ? process.stderr : process.stdout;
      stream.write(`${JSON.stringify(wire)}\n`);
    }
    if (signal.aborted && !isFinalJobState(job.state)) {
      if (!json) {
        const where = whereOf({ server: url });
        process.stderr.write(`The job goes on at the server. Watch it: leafcutter watch ${jobId}${where}\n`);
      }
      return EXIT.interrupted;
    }
    if (!json) {
      const recipes = new Map(recipe === undefined ? [] : [[recipe.name, recipe]]);
      const reported = { store, recipes, directory: null };
      await printSummary(reported, summary, { out, server: url });
    }
    return exitCodeOfRun(summary);
  } finally {
    away.abort();
    end();
    await display?.end();
    await Promise.all(deliveries.map((delivery) => delivery.close()));
  }
}

/** The recipe by which a job's results are laid out in tables; undefined for one that only the server knows. */
export function recipeOf(name: string): Recipe | undefined {
  return BUILT_IN_RECIPES.find((recipe) => recipe.name === name);
}

/** The files that the results of a recipe's jobs go to. Throws `invalid-option`. */
export function openOutputs(out: readonly string[], recipeName: string): Sink[] {
  const recipe = recipeOf(recipeName);
  if (recipe) return out.flatMap((path) => openSinks(path, recipe));
  const other = out.find((path) => !/\.(jsonl|ndjson)$/i.test(path));
  if (other === undefined) return out.flatMap((path) => openSinks(path, UNKNOWN_RECIPE));
  throw new Problem('invalid-option', {
    detail: `--out ${other}: the recipe is the server's own, and its tables are not known here; write .jsonl`,
  });
}

/** Whatever a recipe is: lines of JSON need to know nothing of it. */
const UNKNOWN_RECIPE = { name: '', version: '', tables: [] } as unknown as Recipe;

/** Results as lines on standard output. */
function standardOutput(): Sink {
  let position = 0;
  const cursor = () => ({ position, files: {} });
  return {
    id: 'stdout',
    async open() {
      return cursor();
    },
    async write(results) {
      for (const { result } of results) process.stdout.write(`${JSON.stringify(resultToWire(result))}\n`);
      position = results.at(-1)?.position ?? position;
      return cursor();
    },
    async close() {},
  };
}

/** The server's events as JSON lines on standard error, as a run here writes its own. */
function printEvents(client: LeafcutterClient, jobId: string, signal: AbortSignal): ProgressDisplay {
  const ended = (async () => {
    for await (const { event, data } of client.events(jobId, { signal })) {
      if (event !== 'snapshot' && event !== 'end') process.stderr.write(`${JSON.stringify(data)}\n`);
    }
  })().catch(() => {
    // What ends the events ends the looking too, and is told there.
  });
  return { notice: () => {}, end: () => ended };
}
