import type { ColumnRole } from './column-titles.ts';
import type { AssignOptions, CellLine, LineCell } from './table-cells.ts';
import type { Column } from './table-header.ts';

/** The cell of a line in the first column of a role. */
function roleCell(entry: CellLine, columns: readonly Column[], role: ColumnRole): LineCell | null {
  return entry.cells[columns.findIndex((column) => column.role === role)] ?? null;
}

/** The cell that holds the name. */
export function description(entry: CellLine, columns: readonly Column[]): LineCell | null {
  return roleCell(entry, columns, 'description');
}

/** All words of a line but its numbers in columns of numbers. */
export function nonNumbers(entry: CellLine): string {
  return entry.cells
    .flatMap((cell) => (cell ? cell.words.filter((word) => !cell.amount?.words.includes(word)) : []))
    .map((word) => word.text)
    .join(' ');
}

/** True when a number stands where the numbers of its column stand. */
function stands(cell: LineCell | null, column: Column | undefined, size: number): boolean {
  if (!cell?.amount || !column) return false;
  const [x0, , x1] = cell.amount.box;
  return (
    Math.abs(x1 - column.x1) < 1.6 * size ||
    Math.abs(x0 - column.x0) < 1.6 * size ||
    Math.abs(x0 + x1 - column.x0 - column.x1) < 2.4 * size ||
    Math.min(x1, column.x1) - Math.max(x0, column.x0) > 0.3 * Math.min(x1 - x0, column.x1 - column.x0)
  );
}

/** True for a line that is a charge: its amount, or quantity and rate, stand in their columns. */
export function isCharge(entry: CellLine, columns: readonly Column[], options: AssignOptions): boolean {
  const { size } = entry.line;
  // Without titles only the way a number is written tells money from years, house numbers and telephones.
  const untitled = columns.every((one) => one.title === '');
  if (untitled && !/\d[.,]\s?\d{2}\D*$/.test(roleCell(entry, columns, 'amount')?.amount?.text ?? ''))
    return false;
  const column = (role: ColumnRole): Column | undefined => columns.find((one) => one.role === role);
  const ok = (role: ColumnRole): boolean => stands(roleCell(entry, columns, role), column(role), size);
  // A number that recognition garbled is still a charge: it is told, not dropped.
  const garbled =
    options.ocr &&
    (ok('quantity') || ok('rate')) &&
    /\d/.test(roleCell(entry, columns, 'amount')?.text ?? '');
  return garbled || ok('amount') || ok('gross') || ok('taxable') || (ok('quantity') && ok('rate'));
}
