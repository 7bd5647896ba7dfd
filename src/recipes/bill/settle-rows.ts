import { type SummedRow, settleKinds } from '../../rules/row-groups.ts';
import { rowLabel } from '../../rules/row-label.ts';
import type { RowKind } from '../../rules/table.ts';
import type { BillRowKind } from './bill-page.ts';
import type { PlacedRow } from './bill-rows.ts';

const TO_TABLE: Readonly<Record<BillRowKind, RowKind>> = {
  item: 'item',
  heading: 'heading',
  group: 'group',
  sub_total: 'sub-total',
  total: 'total',
  tax: 'tax',
  discount: 'discount',
  round_off: 'round-off',
  carried: 'carried',
  payment: 'payment',
};
const FROM_TABLE = Object.fromEntries(
  Object.entries(TO_TABLE).map(([ours, theirs]) => [theirs, ours]),
) as Record<RowKind, BillRowKind>;

/**
 * Looks once more at what each row is, now that the rows of all pages of a bill stand together: a heading's sum may be
 * printed pages before its last charge, and a page's total is a sub-total when more pages follow.
 */
export function settleRows(rows: readonly PlacedRow[]): void {
  let section = '';
  const summed = rows.map((row): SummedRow => {
    const bare = row.quantity === null && row.rate === null && row.code === null && row.date === null;
    if (row.kind === 'heading' || row.kind === 'group') section = row.name.toLowerCase();
    const label = row.kind === 'item' && bare ? rowLabel(row.name) : null;
    const open = label?.kind === 'sub-total' && !label.certain;
    return {
      kind: open ? 'sub-total' : TO_TABLE[row.kind],
      amount: row.amount,
      bare,
      indent: 0,
      certain: !open,
      of: open ? label.of : row.name.toLowerCase(),
      section,
    };
  });
  for (const [index, kind] of settleKinds(summed).entries()) rows[index]!.kind = FROM_TABLE[kind];
}
