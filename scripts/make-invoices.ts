/**
 * Makes invoices and receipts of many layouts in seven languages, each with the truth beside it (`NAME.truth.json`).
 *
 *   node scripts/make-invoices.ts FOLDER [--kind invoice|receipt] [--family NAME|all] [--count 40] [--seed 1] [--scan|--fault NAME|all]
 *   node scripts/make-invoices.ts FOLDER --tool NAME|all [--count 40] [--seed 1]
 *
 * `--family` draws invoices the way of one trade (hotel, power supplier, subscription …), `all` of each in turn.
 * `--tool` draws them as companies' own tools print them (bookkeeping on the web, a large firm's form, a telephone bill …), in turn.
 * `--scan` makes tilted, noisy pictures instead of files with text, `--fault` poor ones of a kind (thermal, phone, faded …). The same seed gives the same files.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWasmEngine } from '../src/pdf/wasm/wasm-engine.ts';
import type { PlannedScan } from './bills/plan.ts';
import { FAMILIES, type Family } from './invoices/families/draw-family.ts';
import { makeInvoice } from './invoices/make-invoice.ts';
import { makeToolInvoice, TOOLS, type Tool } from './invoices/tools/make-tool-invoice.ts';
import { WORDS } from './invoices/words.ts';
import { FAULTS, type FaultName } from './scans/faults.ts';

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
    family: { type: 'string' },
    tool: { type: 'string' },
    count: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    scan: { type: 'boolean', default: false },
    fault: { type: 'string' },
  },
});
const { kind } = values;
const folder = positionals[0];
const all = Object.keys(FAMILIES) as Family[];
const families =
  values.family === undefined
    ? []
    : values.family === 'all'
      ? all
      : all.filter((one) => one === values.family);
const tools = (Object.keys(TOOLS) as Tool[]).filter((one) => values.tool === 'all' || values.tool === one);
const kinds = Object.keys(FAULTS) as FaultName[];
const faults = values.fault === 'all' ? kinds : kinds.filter((one) => one === values.fault);
if (
  folder === undefined ||
  (values.fault !== undefined && (faults.length === 0 || values.scan)) ||
  (values.tool !== undefined &&
    (tools.length === 0 || values.family !== undefined || values.scan || faults.length > 0)) ||
  (kind !== 'invoice' && kind !== 'receipt') ||
  (values.family !== undefined && (families.length === 0 || kind === 'receipt'))
) {
  console.error(
    `Name a folder: node scripts/make-invoices.ts FOLDER [--kind invoice|receipt] [--family NAME] [--count 40] [--seed 1] [--scan|--fault NAME]\nFamilies of invoices: ${all.join(', ')}, or all.\nTools: ${Object.keys(TOOLS).join(', ')}, or all.\nFaults of scans: ${kinds.join(', ')}, or all.`,
  );
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const pdf = createWasmEngine();
try {
  for (let seed = Number(values.seed); seed < Number(values.seed) + Number(values.count); seed++) {
    const how = faults.length > 0 ? faults[seed % faults.length]! : SCANS[seed % SCANS.length]!;
    const { name, bytes, truth } =
      tools.length > 0
        ? await makeToolInvoice(tools[seed % tools.length]!, seed)
        : await makeInvoice({
            kind,
            seed,
            ...(families.length > 0
              ? { family: families[Math.floor(seed / Object.keys(WORDS).length) % families.length]! }
              : {}),
            ...(values.scan || faults.length > 0 ? { scan: { how, pdf } } : {}),
          });
    await writeFile(join(folder, `${name}.pdf`), bytes);
    await writeFile(join(folder, `${name}.truth.json`), `${JSON.stringify(truth, null, 1)}\n`);
  }
} finally {
  await pdf.close();
}
