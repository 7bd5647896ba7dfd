import { absolute, type Decimal, equal, subtract, sum } from '../../domain/decimal.ts';
import { lineOfMany, type StatedSum, type SumLine } from '../../domain/stated-sum.ts';
import type { Bill, BillResult } from './bill-schema.ts';

/** What leads to the total of each bill. */
export function billSums({ bills }: BillResult): StatedSum[] {
  return bills.map((bill, index) => {
    const path = `bills[${index}]`;
    const items = bill.items.flatMap(({ amount }) => (amount === null ? [] : [amount]));
    const first = lineOfMany(items, 'item', sum(items));
    return {
      title: bill.bill_number ?? bill.seller ?? 'Total',
      lines: [first, ...countedLines(first, groupsOf(bill, path), bill.computed_total)],
      computed: bill.computed_total,
      printed: bill.printed_total,
      printedPath: `${path}.printed_total`,
      difference: bill.difference,
      agrees: bill.reconciled,
    };
  });
}

function groupsOf({ taxes, discounts, round_off }: Bill, path: string): SumLine[][] {
  const named = (rows: typeof discounts, list: string, sign: SumLine['sign']): SumLine[] =>
    rows.map(({ name, amount }, index) => {
      return { text: name, amount, path: `${path}.${list}[${index}].amount`, sign, counted: true };
    });
  const roundOff = { text: 'Round-off', path: `${path}.round_off`, sign: '+', counted: true } as const;
  return [
    named(taxes, 'taxes', '+'),
    named(discounts, 'discounts', '-'),
    round_off === null ? [] : [{ ...roundOff, amount: round_off }],
  ];
}

/** The lines that lead from the items to the computed total; what no choice of them explains is a line of its own. */
function countedLines(first: SumLine, groups: readonly (readonly SumLine[])[], computed: Decimal): SumLine[] {
  const worth = (lines: readonly SumLine[]): Decimal =>
    sum(lines.map(({ amount, sign }) => (sign === '+' ? amount : subtract('0', absolute(amount)))));
  // All of them first: the plainest reading of a bill.
  for (let left = 0; left < 2 ** groups.length; left++) {
    const counts = (at: number): boolean => ((left >> at) & 1) === 0;
    if (equal(worth([first, ...groups.filter((_, at) => counts(at)).flat()]), computed)) {
      return groups.flatMap((lines, at) => lines.map((line) => ({ ...line, counted: counts(at) })));
    }
  }
  const all = groups.flat();
  const amount = subtract(computed, worth([first, ...all]));
  const text = 'Brought forward, or counted otherwise';
  return [...all, { text, amount, path: null, sign: '+', counted: true }];
}
