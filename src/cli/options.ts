import { Option } from 'commander';
import type { Tier } from '../domain/question.ts';
import type { Route } from '../engine/route.ts';
import { ROUTES } from '../leafcutter.ts';
import { Problem } from '../problem/problem.ts';

/** Options that several commands share, each said once. */
export const OPTIONS = {
  out: () =>
    new Option(
      '-o, --out <file...>',
      'write results to files by their ending: .jsonl, .csv (one per table), .xlsx (a sheet per table), .md (a summary), or to a folder/ that receives all of these, review.csv and failed.csv',
    ),
  order: () =>
    new Option('--order <order>', 'rows in the order of the documents, or as they are done')
      .choices(['document', 'completion'])
      .default('document'),
  json: () =>
    new Option(
      '--json',
      'machine-readable output on standard output, progress as JSON lines on standard error',
    ),
  home: () => new Option('--home <folder>', 'folder of the store (default: LEAFCUTTER_HOME or .leafcutter)'),
  server: () =>
    new Option(
      '--server <url>',
      'have a server do it (default: LEAFCUTTER_SERVER); its key is read from LEAFCUTTER_SERVER_KEY',
    ),
  keyFile: () =>
    new Option('--key-file <file>', 'file of the key for the server (default: LEAFCUTTER_SERVER_KEY_FILE)'),
  route: () =>
    new Option(
      '--route <route>',
      'who may answer: rules never leave this machine (default: rules without a key, else cascade)',
    ).choices(Object.keys(ROUTES)),
  model: () =>
    new Option(
      '--model <tier=model,...>',
      'models by tier: fast=gemini/gemini-3.8-flash, and after a comma strong=openai/gpt-5-mini if there is a second',
    ),
  pack: () =>
    new Option(
      '--pack <count>',
      'ask up to so many small documents in one request: fewer requests and a lower cost; each answer is checked against its own pages, and asked alone where it does not stand there',
    ),
  budget: () => new Option('--budget <amount>', 'stop before the job costs more, such as 5usd or 0.50'),
};

/** A whole number from 1, of the option `name`; undefined when it is not given. */
export function parseCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new Problem('invalid-option', { detail: `${name} ${text}: write a whole number from 1` });
}

/** Documents in one request, from 1 to 50; undefined when it is not given. */
export function parsePack(text: string | undefined): number | undefined {
  const count = parseCount('--pack', text);
  if (count === undefined || count <= 50) return count;
  throw new Problem('invalid-option', { detail: `--pack ${text}: write a whole number from 1 to 50` });
}

/** The options that several commands share, as commander gives them. */
export interface SharedOptions {
  readonly out?: string[];
  readonly order?: 'document' | 'completion';
  readonly json?: boolean;
  readonly home?: string;
  readonly route?: Route;
  readonly model?: string;
  readonly budget?: string;
  readonly pack?: string;
}

/** `fast=provider/model,strong=provider/model` by tier; a model without a tier is the fast one. */
export function parseModels(text: string | undefined): Partial<Record<Tier, string>> | undefined {
  if (text === undefined) return undefined;
  const models: Partial<Record<Tier, string>> = {};
  for (const piece of text.split(',')) {
    const match = /^(?:(fast|strong)=)?([^=]+\/.+)$/.exec(piece.trim());
    if (!match) {
      throw new Problem('invalid-option', {
        detail: `--model ${text}: write fast=provider/model or strong=provider/model, separated by commas`,
      });
    }
    models[(match[1] as Tier | undefined) ?? 'fast'] = match[2]!;
  }
  return models;
}

/** `5usd`, `$5` or `0.50` in millionths of a US dollar. */
export function parseBudget(text: string | undefined): number | null {
  if (text === undefined) return null;
  const match = /^\$?(\d+(?:\.\d{1,6})?)\s*(?:usd|\$)?$/i.exec(text.trim());
  if (!match) {
    throw new Problem('invalid-option', {
      detail: `--budget ${text}: write an amount in US dollars, such as 5usd or 0.50`,
    });
  }
  return Math.round(Number(match[1]) * 1_000_000);
}
