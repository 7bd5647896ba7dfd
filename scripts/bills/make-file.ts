import { add, equal, subtract, sum } from '../../src/domain/decimal.ts';
import type { PdfEngine } from '../../src/pdf/pdf.ts';
import { drawFile } from './draw.ts';
import type { PlannedBill, PlannedFile, PlannedScan } from './plan.ts';
import { planFile } from './plans.ts';
import { scanFile } from './scan.ts';
import { truthOf } from './truth.ts';

/** A generated file with the truth about it. */
export interface MadeFile {
  readonly name: string;
  readonly plan: PlannedFile;
  readonly bytes: Uint8Array;
  readonly truth: Record<string, unknown>;
}

/** Whether the printed total follows from the printed charges, taxes, discounts and rounding. */
export function reconciles(bill: PlannedBill): boolean {
  const of = (kind: PlannedBill['foot'][number]['kind']): string[] =>
    bill.foot.flatMap((foot) => (foot.kind === kind ? [foot.amount] : []));
  const printed = of('total').at(-1);
  if (printed === undefined) return true;
  const charges = sum(bill.sections.flatMap((section) => section.rows.map((row) => row.amount)));
  const exact = subtract(add(charges, sum([...of('tax'), ...of('round-off')])), sum(of('discount')));
  return equal(exact, printed);
}

export interface MakeFileOptions {
  readonly trap: string;
  readonly seed: number;
  /** Makes a scan of it; needs `pdf`. */
  readonly scan?: PlannedScan;
  readonly pdf?: PdfEngine;
}

/** Makes one file of bills; the same trap, seed and scan give the same bytes. */
export async function makeFile(options: MakeFileOptions): Promise<MadeFile> {
  const { trap, seed, scan, pdf } = options;
  const planned = planFile(trap, seed);
  const marks = scan
    ? [scan.turn > 0 ? `-turned-${scan.turn}` : '', scan.tilt !== 0 ? '-tilted' : '', '-scan']
    : [];
  const plan: PlannedFile = { ...planned, name: planned.name + marks.join(''), ...(scan ? { scan } : {}) };
  const drawn = await drawFile(plan);
  const bytes = scan && pdf ? await scanFile(pdf, drawn.bytes, scan, seed) : drawn.bytes;
  const truth = truthOf(plan, bytes, drawn.pages, plan.bills.every(reconciles));
  return { name: plan.name, plan, bytes, truth };
}
