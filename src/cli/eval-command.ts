import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import {
  compareRuns,
  type DocumentScore,
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
  const cases = await findCases(resolve(folder));
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  try {
    const { scores, left } = await scoreAll(leafcutter, cases, options);
    if (scores.length === 0) {
      throw new Problem('no-input', {
        detail: `No document with a truth file that a recipe reads was found in ${folder}; see docs/eval.md, or name a --recipe`,
      });
    }
    if (options.save) await writeFile(options.save, `${JSON.stringify(scores, null, 1)}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify({ summary: summarise(scores), scores })}\n`);
    else process.stdout.write(describe(scores, baseline, left, options));
  } finally {
    await leafcutter.close();
  }
}

function describe(
  scores: readonly DocumentScore[],
  baseline: readonly DocumentScore[] | null,
  left: number,
  { details }: EvalOptions,
): string {
  const parts = [renderTable(summarise(scores))];
  if (details) parts.push(wrongFacts(scores));
  if (left > 0) parts.push(`${left} documents left out: no recipe reads their kind.`);
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
  cases: readonly Case[],
  options: EvalOptions,
): Promise<{ scores: DocumentScore[]; left: number }> {
  const models = parseModels(options.model);
  const byRecipe = Map.groupBy(cases, ({ truth }) => options.recipe ?? recipeFor(leafcutter, truth));
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
  return { scores, left: byRecipe.get(null)?.length ?? 0 };
}

function recipeFor(leafcutter: Leafcutter, { kind }: Truth): string | null {
  for (const recipe of leafcutter.recipes.values()) {
    if (kind && recipe.evaluates?.includes(kind)) return recipe.name;
  }
  return null;
}

/** Documents below the folder that have a truth file beside them, by name. */
async function findCases(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  const entries = await readdir(folder, { recursive: true }).catch((cause) => {
    throw new Problem('file-not-found', {
      detail: `The folder ${folder} cannot be read (${cause.code})`,
      cause,
    });
  });
  const names = new Map(
    entries
      .filter((name) => !name.endsWith(TRUTH_ENDING))
      .map((name) => [name.slice(0, -extname(name).length || undefined), name]),
  );
  for (const found of entries.filter((name) => name.endsWith(TRUTH_ENDING)).toSorted()) {
    const name = names.get(found.slice(0, -TRUTH_ENDING.length));
    if (name)
      cases.push({ path: resolve(folder, name), name, truth: await readTruth(resolve(folder, found)) });
  }
  return cases;
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

async function readScores(path: string): Promise<DocumentScore[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as DocumentScore[];
  } catch (cause) {
    throw new Problem('invalid-option', {
      detail: `--baseline ${path} cannot be read: ${(cause as Error).message}; write it with --save`,
      cause,
    });
  }
}
