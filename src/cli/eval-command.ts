import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import { plural } from '../domain/wording.ts';
import {
  compareRuns,
  type DocumentScore,
  parseScores,
  parseTruth,
  renderComparison,
  renderTable,
  scoreDocument,
  summarise,
  type Truth,
} from '../eval/eval.ts';
import type { Leafcutter } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';
import { OPTIONS, parseModels, type SharedOptions } from './options.ts';

interface EvalOptions extends SharedOptions {
  readonly recipe?: string;
  readonly save?: string;
  readonly baseline?: string;
  readonly details?: boolean;
}

/** A document with its right answer. */
interface Case {
  readonly path: string;
  readonly name: string;
  readonly truth: Truth;
}

const TRUTH_ENDING = '.truth.json';

/** `leafcutter eval <folder>` */
export function evalCommand(): Command {
  return new Command('eval')
    .description(
      'run over documents whose right answers are known, and say how often each fact was right (docs/eval.md)',
    )
    .argument('<folder>', 'folder of documents, each with its NAME.truth.json beside it')
    .option('--recipe <name>', 'recipe for all documents (default: the one that reads their kind)')
    .addOption(OPTIONS.route())
    .addOption(OPTIONS.model())
    .option('--save <file>', 'keep the scores, for a later --baseline')
    .option('--baseline <file>', 'compare with scores kept earlier')
    .option('--details', 'list every fact that is not right')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(evaluate);
}

async function evaluate(folder: string, options: EvalOptions): Promise<void> {
  const baseline = options.baseline ? await readScores(options.baseline) : null;
  if (options.save) await checkFolderOf(options.save);
  const { cases, alone } = await findCases(folder);
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  try {
    const byRecipe = Map.groupBy(cases, ({ truth }) => options.recipe ?? recipeFor(leafcutter, truth));
    const left = byRecipe.get(null) ?? [];
    if (left.length === cases.length) throw noKindIsRead(leafcutter, folder, left);
    const scores = await scoreAll(leafcutter, byRecipe, options);
    if (options.save) await writeFile(options.save, `${JSON.stringify(scores, null, 1)}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify({ summary: summarise(scores), scores })}\n`);
    else process.stdout.write(describe(scores, { baseline, left, alone }, options));
  } finally {
    await leafcutter.close();
  }
}

function describe(
  scores: readonly DocumentScore[],
  {
    baseline,
    left,
    alone,
  }: {
    readonly baseline: readonly DocumentScore[] | null;
    readonly left: readonly Case[];
    readonly alone: readonly string[];
  },
  { details }: EvalOptions,
): string {
  const parts = [renderTable(summarise(scores))];
  const wrong = details ? wrongFacts(scores) : '';
  if (wrong !== '') parts.push(wrong);
  if (left.length > 0) {
    const kinds = `no recipe reads their kind by itself (${countKinds(left)}); --recipe reads them with any`;
    parts.push(`${plural(left.length, 'document')} left out: ${kinds}.`);
  }
  if (alone.length > 0) {
    const [first] = alone;
    parts.push(
      `${plural(alone.length, 'truth file')} without a document beside: ${first}${alone.length > 1 ? ', …' : ''}`,
    );
  }
  if (baseline) parts.push(renderComparison(compareRuns(baseline, scores)));
  return `${parts.join('\n\n')}\n`;
}

function wrongFacts(scores: readonly DocumentScore[]): string {
  return scores
    .flatMap(({ name, facts }) =>
      facts
        .filter(({ verdict }) => verdict !== 'right')
        .map(
          ({ fact, verdict, expected, actual }) =>
            `${name}: ${fact} ${verdict}: expected ${expected}, got ${actual}`,
        ),
    )
    .join('\n');
}

/** Runs each recipe once over its documents; results come in their order. */
async function scoreAll(
  leafcutter: Leafcutter,
  byRecipe: ReadonlyMap<string | null, readonly Case[]>,
  options: EvalOptions,
): Promise<DocumentScore[]> {
  const models = parseModels(options.model);
  const scores: DocumentScore[] = [];
  for (const [recipe, documents] of byRecipe) {
    if (recipe === null) continue;
    let index = 0;
    // A job of its own each time: a measurement that hands out yesterday's results measures nothing. What models
    // answered before is still remembered.
    const { job } = await leafcutter.create(
      {
        recipe,
        sources: documents.map(({ path }) => path),
        ...(options.route ? { route: options.route } : {}),
        ...(models ? { models } : {}),
      },
      { key: `eval ${randomUUID()}` },
    );
    const run = await leafcutter.resume(job.id, models ? { models } : {});
    for await (const result of run) {
      const { truth, name } = documents[index++]!;
      // Who read the XML is held to all it says; who read the page, to what is printed there.
      const onlyVisible = result.stages.xml === 0;
      scores.push(
        scoreDocument({ ...result, document: { ...result.document, name } }, truth, { onlyVisible }),
      );
    }
  }
  return scores;
}

function noKindIsRead(leafcutter: Leafcutter, folder: string, left: readonly Case[]): Problem {
  const kinds = [...leafcutter.recipes.values()].flatMap(({ evaluates = [] }) => evaluates);
  return new Problem('no-input', {
    detail: `${folder} has ${plural(left.length, 'document')} with a truth file, of kinds that no recipe reads by itself (${countKinds(left)}): write a "kind" into them (${kinds.join(', ')}), or name a --recipe`,
  });
}

/** Kinds with how many documents have them, most first. */
function countKinds(cases: readonly Case[]): string {
  const byKind = Map.groupBy(cases, ({ truth }) => truth.kind ?? 'without "kind"');
  return [...byKind]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([kind, { length }]) => `${kind} ${length}`)
    .join(', ');
}

function recipeFor(leafcutter: Leafcutter, { kind }: Truth): string | null {
  for (const recipe of leafcutter.recipes.values()) {
    if (kind && recipe.evaluates?.includes(kind)) return recipe.name;
  }
  return null;
}

/** Documents below the folder that have a truth file beside them, by name, and truth files that have no document. */
async function findCases(folder: string): Promise<{ cases: Case[]; alone: string[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    const is = { ENOENT: 'does not exist', ENOTDIR: 'is a file: name the folder it lies in' }[
      (cause as NodeJS.ErrnoException).code ?? ''
    ];
    throw new Problem('file-not-found', {
      detail: `${folder} ${is ?? `cannot be read: ${cause.message}`}`,
      cause,
    });
  });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  const truths = files.filter((name) => name.endsWith(TRUTH_ENDING)).toSorted();
  const documents = new Map(
    files
      .filter((name) => !name.endsWith(TRUTH_ENDING))
      .map((name) => [name.slice(0, -extname(name).length || undefined), name]),
  );
  const cases: Case[] = [];
  const alone: string[] = [];
  for (const found of truths) {
    const name = documents.get(found.slice(0, -TRUTH_ENDING.length));
    if (name === undefined) alone.push(found);
    else cases.push({ path: resolve(folder, name), name, truth: await readTruth(join(folder, found)) });
  }
  if (cases.length > 0) return { cases, alone };
  const lacking =
    truths.length > 0
      ? `the document of ${truths[0]} is not beside it`
      : `${documents.size === 0 ? 'it holds no documents' : `write NAME${TRUTH_ENDING} beside a document`}; docs/eval.md says what is in it`;
  throw new Problem('no-input', {
    detail: `${folder} has no document with a truth file: ${lacking}`,
  });
}

async function readTruth(path: string): Promise<Truth> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Problem('invalid-schema', {
      detail: `${path} is not JSON: ${(cause as Error).message}`,
      cause,
    });
  }
  return parseTruth(json, path);
}

async function readScores(path: string): Promise<readonly DocumentScore[]> {
  const unread = (why: string, cause: unknown): Problem =>
    new Problem('invalid-option', {
      detail: `--baseline ${path} ${why}: name a file that an earlier run wrote with --save`,
      cause,
    });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw unread(missing ? 'does not exist' : 'cannot be read', cause);
  }
  try {
    return parseScores(JSON.parse(text));
  } catch (cause) {
    throw unread('holds no scores', cause);
  }
}

/** Before the run, not after it: what was measured would be lost. */
async function checkFolderOf(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new Problem('invalid-option', {
    detail: `--save ${path}: there is no folder ${folder}; make it first`,
  });
}
