/**
 * Makes invoices and receipts of many layouts in seven languages, each with the truth beside it (`NAME.truth.json`).
 *
 *   node scripts/make-invoices.ts FOLDER [--kind invoice|receipt] [--count 40] [--seed 1] [--scan]
 *
 * `--scan` makes tilted, noisy pictures instead of files with text. The same seed gives the same files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWasmEngine } from '../src/pdf/wasm/wasm-engine.ts';
import type { PlannedScan } from './bills/plan.ts';
import { makeInvoice } from './invoices/make-invoice.ts';

/** As office scanners and phones deliver them. */
const SCANS: readonly PlannedScan[] = [
  { turn: 0, tilt: 1.3, noise: 0.15, dpi: 200 },
  { turn: 0, tilt: -2.2, noise: 0.3, dpi: 170 },
  { turn: 180, tilt: 0.4, noise: 0.1, dpi: 200 },
  { turn: 90, tilt: 0, noise: 0.2, dpi: 180 },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string', default: 'invoice' },
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    scan: { type: 'boolean', default: false },
  },
});
const { kind } = values;
const folder = positionals[0];
if (folder === undefined || (kind !== 'invoice' && kind !== 'receipt')) {
  console.error(
    'Name a folder: node scripts/make-invoices.ts FOLDER [--kind invoice|receipt] [--count 40] [--seed 1] [--scan]',
  );
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const pdf = createWasmEngine();
try {
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.count); seed++) {
    const how = SCANS[seed % SCANS.length]!;
    const { name, bytes, truth } = await makeInvoice({
      kind,
      seed,
      ...(values.scan ? { scan: { how, pdf } } : {}),
    });
    await writeFile(join(folder, `${name}.pdf`), bytes);
    await writeFile(join(folder, `${name}.truth.json`), `${JSON.stringify(truth, null, 1)}\n`);
  }
} finally {
  await pdf.close();
}
