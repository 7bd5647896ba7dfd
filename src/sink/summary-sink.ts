import { resolve } from 'node:path';
import { prepareReplacement, replaceFile } from './replaced-file.ts';
import type { Sink } from './sink.ts';
import { summaryText } from './summary-text.ts';
import { createTally, type Tally } from './tally.ts';

/** What a summary needs to know of the recipe. */
export interface SummaryRecipe {
  readonly name: string;
  readonly version: string;
  /** The class of a document, by its data, for recipes that sort documents. */
  readonly classOf?: (data: unknown) => string;
}

/**
 * Writes a summary in Markdown to the file `path`: totals, classes, page bands, failures, cost and time. Each run writes
 * it anew, when the sink is closed. Memory grows with the kinds of problems and classes, not with the documents.
 */
export function createSummarySink(options: { readonly path: string; readonly recipe: SummaryRecipe }): Sink {
  const { recipe } = options;
  const path = resolve(options.path);
  let tally: Tally | undefined;
  let position = 0;

  return {
    id: `summary:${path}`,
    async open() {
      tally = undefined;
      await prepareReplacement(path);
      tally = createTally(recipe);
      position = 0;
      return { position, files: {} };
    },
    async write(results) {
      if (tally === undefined) throw new Error('The sink is not open');
      const open = tally;
      // What cannot be counted must not be published.
      tally = undefined;
      for (const { result } of results) open.add(result);
      tally = open;
      position = results.at(-1)?.position ?? position;
      return { position, files: {} };
    },
    async close() {
      if (tally === undefined) return;
      const text = summaryText(recipe, tally.totals());
      tally = undefined;
      await replaceFile(path, (file) => file.writeFile(text));
    },
  };
}
