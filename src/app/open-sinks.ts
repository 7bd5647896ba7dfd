import { statSync } from 'node:fs';
import { join } from 'node:path';
import { reviewReasons } from '../engine/review-reasons.ts';
import { Problem } from '../problem/problem.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { checkWritable } from '../sink/check-writable.ts';
import { createCsvSink } from '../sink/csv-sink.ts';
import { failedTable } from '../sink/failed-documents.ts';
import { createFilesSink } from '../sink/files-sink.ts';
import { createJsonlSink } from '../sink/jsonl-sink.ts';
import { reviewTable } from '../sink/review-table.ts';
import type { Sink } from '../sink/sink.ts';
import { createSummarySink } from '../sink/summary-sink.ts';
import { createXlsxSink } from '../sink/xlsx-sink.ts';

/** Endings of the files that results are written to. */
const OUTPUT_ENDING = /\.(jsonl|ndjson|csv|xlsx|md)$/i;

/**
 * The sinks that a path stands for: one by its ending, all of them for a folder. Throws `invalid-option` for an ending
 * it does not know, and `output-unwritable` for a place where nothing can be written.
 */
export function openSinks(path: string, recipe: Recipe): readonly Sink[] {
  // What is to be looked at and what failed are told in the same words for every recipe.
  const ours = [reviewTable(reviewReasons), failedTable];
  const tables = [...recipe.tables.filter(({ name }) => ours.every((own) => own.name !== name)), ...ours];
  const summary = { name: recipe.name, version: recipe.version, ...classesOf(recipe) };
  const isFolder = /[/\\]$/.test(path) || isThereAsFolder(path);
  if (isFolder || OUTPUT_ENDING.test(path)) checkWritable(path, isFolder ? 'folder' : 'file');
  if (isFolder) {
    return [
      createJsonlSink({ path: join(path, 'results.jsonl') }),
      createCsvSink({ directory: path, tables }),
      createXlsxSink({ path: join(path, 'workbook.xlsx'), tables }),
      createSummarySink({ path: join(path, 'summary.md'), recipe: summary }),
      ...(recipe.files
        ? [createFilesSink({ directory: path, files: (result) => recipe.files!(result) })]
        : []),
    ];
  }
  if (/\.(jsonl|ndjson)$/i.test(path)) return [createJsonlSink({ path })];
  if (/\.csv$/i.test(path)) return [createCsvSink({ path, tables: recipe.tables })];
  if (/\.xlsx$/i.test(path)) return [createXlsxSink({ path, tables })];
  if (/\.md$/i.test(path)) return [createSummarySink({ path, recipe: summary })];
  throw new Problem('invalid-option', {
    detail: `--out ${path}: the name must end in .jsonl, .csv, .xlsx or .md, or in / for a folder that receives all of these`,
  });
}

function classesOf(recipe: Recipe): { readonly classOf?: (data: unknown) => string } {
  return recipe.classOf ? { classOf: (data) => recipe.classOf!(data) } : {};
}

function isThereAsFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // What is wrong with it is said when it is checked.
    return false;
  }
}
