import { type Decimal, equal } from '../domain/decimal.ts';
import { nameKey } from '../rules/names.ts';
import type { ChargeRow } from './charges.ts';
import { normalise } from './normalise.ts';
import { canonical } from './printed-numbers.ts';

/** What tells one invoice from another, whatever file it is in. */
export interface InvoiceIdentity {
  /** The caller's own name of it, such as the document's id. */
  readonly id: string;
  readonly seller: string | null;
  readonly number: string | null;
  readonly total: Decimal | null;
}

/**
 * Invoices that stand in more than one file: groups of ids with the same number, the same total and the same seller
 * (however its name and legal form are spelt), each group in the order given. One that lacks number, seller or total is
 * in no group: a receipt without a number is not the copy of another.
 */
export function findDuplicates(invoices: readonly InvoiceIdentity[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { id, seller, number, total } of invoices) {
    if (seller === null || number === null || total === null) continue;
    const key = [nameKey(seller), normalise(number), canonical(total)];
    if (key.includes('')) continue;
    const group = groups.get(key.join('\n'));
    if (group) group.push(id);
    else groups.set(key.join('\n'), [id]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** True when two rows say the same: name (however spelt), quantity, rate and amount. Equal rows may both be right. */
export function sameRow(a: ChargeRow, b: ChargeRow): boolean {
  const same = (one: Decimal | null, other: Decimal | null): boolean =>
    one === null || other === null ? one === other : equal(one, other);
  return (
    normalise(a.name ?? '') === normalise(b.name ?? '') &&
    same(a.amount, b.amount) &&
    same(a.quantity, b.quantity) &&
    same(a.rate, b.rate)
  );
}
