import { add, type Decimal, equal } from '../../domain/decimal.ts';
import type { PlacedRow } from './bill-rows.ts';

/** A printed sum and what the charges it covers come to. */
export interface CheckedSum {
  readonly row: PlacedRow;
  /** Null when charges it covers are not in the file. */
  readonly computed: Decimal | null;
}

interface Running {
  sum: Decimal;
  count: number;
}

const nothing = (): Running => ({ sum: '0', count: 0 });

/**
 * Adds up what every group heading and sub-total covers: a group the charges below it, a sub-total those above it since
 * the last sum, or all of them. `partial`: the bill began before this file, so the first sums cover more than is here.
 */
export function checkSubTotals(rows: readonly PlacedRow[], partial: boolean): CheckedSum[] {
  const checked: CheckedSum[] = [];
  let since = nothing();
  let all = nothing();
  let group: { row: PlacedRow; sum: Running } | null = null;
  let complete = !partial;
  const close = (): void => {
    if (group) checked.push({ row: group.row, computed: group.sum.count > 0 ? group.sum.sum : null });
    group = null;
  };
  for (const row of rows) {
    if (row.kind === 'item' && row.amount !== null) {
      for (const running of [since, all, ...(group ? [group.sum] : [])]) {
        running.sum = add(running.sum, row.amount);
        running.count++;
      }
    } else if (row.kind === 'group') {
      close();
      group = { row, sum: nothing() };
      since = nothing();
      complete = true;
    } else if (row.kind === 'sub_total' && row.amount !== null) {
      const pending = group;
      close();
      const fits = [since, all, ...(pending ? [pending.sum] : [])].find(
        (one) => one.count > 0 && equal(one.sum, row.amount!),
      );
      const known = since.count > 0 ? since.sum : all.count > 0 ? all.sum : null;
      checked.push({ row, computed: fits ? fits.sum : complete ? known : null });
      since = nothing();
      complete = true;
    } else if (row.kind === 'total') {
      close();
      since = nothing();
      all = { ...all };
    } else if (row.kind === 'heading') {
      close();
    }
  }
  close();
  return checked;
}
