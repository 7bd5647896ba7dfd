/**
 * Makes bills with the traps of real ones, each with the truth about it beside it (`NAME.truth.json`, corpus-truth/1).
 *
 *   node scripts/make-bills.ts FOLDER [--seed 1] [--trap NAME] [--scan]
 *   node scripts/make-bills.ts --examples        the small set in examples/documents
 *
 * `--scan` adds a turned, a tilted and a noisy picture of each. The same seed gives the same files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWasmEngine } from '../src/pdf/wasm/wasm-engine.ts';
import { type MadeFile, makeFile } from './bills/make-file.ts';
import type { PlannedScan } from './bills/plan.ts';
import { TRAPS } from './bills/plans.ts';

const SCANS: readonly PlannedScan[] = [
  { turn: 90, tilt: 0, noise: 0.15, dpi: 150 },
  { turn: 0, tilt: 2, noise: 0.15, dpi: 200 },
  { turn: 180, tilt: -1, noise: 0.4, dpi: 150 },
];

/** What the demo shows: one that reconciles, one that does not, one turned, one with two bills. */
const EXAMPLES: readonly { readonly trap: string; readonly seed: number; readonly scan?: PlannedScan }[] = [
  { trap: 'grouped-hospital', seed: 1 },
  { trap: 'discounted', seed: 2 },
  { trap: 'final-summary', seed: 3, scan: { turn: 90, tilt: 0.6, noise: 0.05, dpi: 150 } },
  { trap: 'two-bills', seed: 4 },
];

async function save(folder: string, file: MadeFile): Promise<void> {
  await writeFile(join(folder, `${file.name}.pdf`), file.bytes);
  await writeFile(join(folder, `${file.name}.truth.json`), `${JSON.stringify(file.truth, null, 1)}\n`);
  console.log(`${file.name}.pdf  ${file.bytes.length} bytes`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    trap: { type: 'string' },
    scan: { type: 'boolean', default: false },
    examples: { type: 'boolean', default: false },
  },
});
const folder = values.examples ? 'examples/documents' : positionals[0];
if (folder === undefined) {
  console.error('Name a folder: node scripts/make-bills.ts FOLDER [--seed 1] [--trap NAME] [--scan]');
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const pdf = createWasmEngine();
try {
  const seed = Number(values.seed);
  const wanted = values.examples
    ? EXAMPLES
    : (values.trap ? [values.trap] : Object.keys(TRAPS)).flatMap((trap) => [
        { trap, seed },
        ...(values.scan ? SCANS.map((scan) => ({ trap, seed, scan })) : []),
      ]);
  for (const one of wanted) await save(folder, await makeFile({ ...one, pdf }));
} finally {
  await pdf.close();
}
