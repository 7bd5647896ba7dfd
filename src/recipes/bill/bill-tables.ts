import { sum } from '../../domain/decimal.ts';
import { formatPageRange } from '../../domain/page-range.ts';
import type { Table } from '../recipe.ts';
import type { BillResult } from './bill-schema.ts';

/** Tables for CSV and XLSX: every charge, and every bill with its totals. */
export const billTables: readonly Table<BillResult>[] = [
  {
    name: 'items',
    columns: [
      'document',
      'bill',
      'bill_number',
      'page_number',
      'section',
      'name',
      'quantity',
      'rate',
      'discount',
      'tax',
      'amount',
      'date',
      'code',
      'currency',
    ],
    texts: ['document', 'bill_number', 'name', 'code'],
    *rows({ document, data }) {
      for (const [index, bill] of (data?.bills ?? []).entries()) {
        for (const item of bill.items) {
          yield {
            ...item,
            document: document.name,
            bill: index + 1,
            bill_number: bill.bill_number,
            currency: bill.currency,
          };
        }
      }
    },
  },
  {
    name: 'bills',
    columns: [
      'document',
      'bill',
      'page_numbers',
      'seller',
      'bill_number',
      'date',
      'currency',
      'items',
      'tax',
      'discount',
      'round_off',
      'printed_total',
      'computed_total',
      'difference',
      'reconciled',
      'continues_before',
      'continues_after',
    ],
    texts: ['document', 'bill_number', 'page_numbers'],
    *rows({ document, data }) {
      for (const [index, bill] of (data?.bills ?? []).entries()) {
        const { seller, bill_number, date, currency, round_off, printed_total, computed_total } = bill;
        const { difference, reconciled, continues_before, continues_after } = bill;
        yield {
          document: document.name,
          bill: index + 1,
          page_numbers: formatPageRange(bill.page_numbers),
          seller,
          bill_number,
          date,
          currency,
          items: bill.items.length,
          tax: bill.taxes.length === 0 ? null : sum(bill.taxes.map((tax) => tax.amount)),
          discount: bill.discounts.length === 0 ? null : sum(bill.discounts.map((one) => one.amount)),
          round_off,
          printed_total,
          computed_total,
          difference,
          reconciled,
          continues_before,
          continues_after,
        };
      }
    },
  },
];
