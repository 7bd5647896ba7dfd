/**
 * How far the confidence of what rules read can be trusted, and the curves that make it so:
 * `node bench/confidence.ts FOLDER … [--fit]`.
 *
 * Reads every invoice and receipt of the folders (with `NAME.truth.json` beside it; pictures are recognised), compares,
 * and prints the reliability table of the raw scores and, by five-fold cross-validation over documents, of the fitted
 * ones. `--fit` prints the curves for `src/verify/calibration.ts`, fitted on all. Documents of a folder whose truths are
 * generated count a quarter: they are many and alike.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PageText } from '../src/domain/page-text.ts';
import type { DocumentResult } from '../src/domain/result.ts';
import { bandsOf, parseTruth, renderReliability, scoreDocument } from '../src/eval/eval.ts';
import { createOcrEngine } from '../src/pdf/ocr/create-ocr-engine.ts';
import { createPdfEngine } from '../src/pdf/pdf-engine.ts';
import { vendorInvoicesQuestion } from '../src/recipes/invoice/extract-questions.ts';
import { type Curve, calibratedScore, type ValueClass } from '../src/verify/calibration.ts';
import { REVIEW_THRESHOLD } from '../src/verify/confidence.ts';
import { weighScores } from '../src/verify/weigh-evidence.ts';
import { documentOf } from '../test/support/rules-only.ts';

interface Sample {
  readonly document: number;
  readonly kind: ValueClass;
  readonly score: number;
  readonly right: boolean;
  readonly weight: number;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { fit: { type: 'boolean', default: false } },
});
const corpus = join(import.meta.dirname, '../../shared/corpus');
const folders = positionals.length > 0 ? positionals : [join(corpus, 'invoices'), join(corpus, 'receipts')];
const FOLDS = 5;
/** Fewer values than this say nothing by themselves. */
const LEAST = 5;
const KIND_OF_FACT: Readonly<Record<string, ValueClass>> = {
  gross: 'amount',
  net: 'amount',
  tax: 'amount',
  line: 'line',
  issueDate: 'date',
  dueDate: 'date',
  invoiceNumber: 'number',
};

const pdf = createPdfEngine({ workers: 1 });
const ocr = createOcrEngine({ workers: 1 });
const samples: Sample[] = [];
let documents = 0;
for (const folder of folders) {
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.truth.json')) continue;
    const stem = file.slice(0, -'.truth.json'.length);
    const name = readdirSync(folder).find((one) => one.startsWith(`${stem}.`) && one !== file);
    if (name) await take(join(folder, name), readFileSync(join(folder, file), 'utf8'));
  }
}
await Promise.all([pdf.close(), ocr.close()]);
report();

async function pagesOf(path: string): Promise<PageText[]> {
  const { pageCount } = await pdf.open(path);
  const pages: PageText[] = [];
  for (let page = 1; page <= pageCount; page++) {
    const layer = await pdf.words(path, page);
    if (layer.words.length > 0) {
      pages.push(layer);
      continue;
    }
    const longEdge = Math.round((Math.max(layer.width, layer.height) / 72) * 200);
    const options = {
      format: 'png',
      gray: true,
      longEdge: Math.min(3600, Math.max(1000, longEdge)),
    } as const;
    pages.push(await ocr.recognise(await pdf.render(path, page, options), layer));
  }
  return pages;
}

async function take(path: string, truthText: string): Promise<void> {
  const truth = parseTruth(JSON.parse(truthText), path);
  const pages = await pagesOf(path);
  const document = documentOf(pages, path);
  const question = vendorInvoicesQuestion(document.pages, true);
  const reading = await question.rules!(document);
  if (!reading) return;
  const findings = [
    ...(reading.findings ?? []),
    ...((await question.check?.(reading.value, document)) ?? []),
  ];
  const evidence = weighScores(reading.evidence, { findings, confirmed: [] });
  const result = {
    document: { name: path },
    status: 'complete',
    review: 'none',
    data: reading.value,
    evidence,
    findings,
    usage: { costMicros: 0, calls: 0 },
    timings: { totalMs: 0 },
    stages: { xml: 0, rules: 1, fast: 0, strong: 0, remembered: 0 },
  } as unknown as DocumentResult;
  const weight = truth.truthSource === 'generated' ? 0.25 : 1;
  for (const { fact, verdict, confidence } of scoreDocument(result, truth).facts) {
    const kind = KIND_OF_FACT[fact];
    if (kind && confidence != null && verdict !== 'missing')
      samples.push({ document: documents, kind, score: confidence, right: verdict === 'right', weight });
  }
  documents++;
}

interface Block {
  low: number;
  high: number;
  right: number;
  all: number;
}

/**
 * Isotonic regression by pooling adjacent violators; the share of each block is counted with two values added, one of
 * them right, so that a few right ones do not come out certain.
 */
function fitted(own: readonly Sample[]): Curve {
  const blocks: Block[] = [];
  const join = (): void => {
    const [before, last] = blocks.splice(-2, 2) as [Block, Block];
    blocks.push({
      low: before.low,
      high: last.high,
      right: before.right + last.right,
      all: before.all + last.all,
    });
  };
  const sure = own.filter(({ score }) => score >= REVIEW_THRESHOLD);
  for (const { score, right, weight } of sure.sort((a, b) => a.score - b.score)) {
    blocks.push({ low: score, high: score, right: right ? weight : 0, all: weight });
    const same = blocks.at(-2);
    if (same && (same.high === score || same.all < LEAST)) join();
    while (blocks.length > 1 && rate(blocks.at(-2)!) >= rate(blocks.at(-1)!) && blocks.at(-1)!.all >= LEAST)
      join();
  }
  while (blocks.length > 1 && (blocks.at(-1)!.all < LEAST || rate(blocks.at(-2)!) >= rate(blocks.at(-1)!)))
    join();
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return blocks.map(
    ({ low, high, right, all }) => [round((low + high) / 2), round((right + 1) / (all + 2))] as const,
  );
}

function rate({ right, all }: Block): number {
  return right / all;
}

function report(): void {
  const kinds = [...new Set(samples.map(({ kind }) => kind))];
  console.log(`${documents} documents, ${samples.length} values\n\nscores as they are`);
  console.log(
    renderReliability(bandsOf(samples.map(({ score, right }) => ({ said: score, right })))).join('\n'),
  );
  const curves = new Map<string, Curve>();
  const said = samples.map((one) => {
    const fold = one.document % FOLDS;
    const key = `${one.kind} ${fold}`;
    const curve =
      curves.get(key) ??
      fitted(samples.filter(({ document, kind }) => kind === one.kind && document % FOLDS !== fold));
    curves.set(key, curve);
    return { said: calibratedScore(curve, one.score), right: one.right };
  });
  console.log(`\nfitted, ${FOLDS}-fold cross-validation over documents`);
  console.log(renderReliability(bandsOf(said)).join('\n'));
  for (const threshold of [0.5, 0.7, 0.8, 0.9]) {
    const shown = said.filter((one) => one.said < threshold);
    const silent = said.filter((one) => one.said >= threshold && !one.right).length;
    console.log(
      `below ${threshold}: ${shown.length} of ${said.length} shown to a person, ${silent} wrong ones pass (${((100 * silent) / said.length).toFixed(2)} %)`,
    );
  }
  if (!flags.fit) return;
  for (const kind of kinds) {
    console.log(`  ${kind}: ${JSON.stringify(fitted(samples.filter((one) => one.kind === kind)))},`);
  }
}
