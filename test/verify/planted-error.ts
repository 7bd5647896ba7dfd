import { multiply, sum } from '../../src/domain/decimal.ts';
import type { GeneratedAnswer, GeneratedDocument } from './generated-document.ts';

/** What can go wrong in a model's answer without its shape showing it. */
export const PLANTED_ERRORS = [
  'dropped-row',
  'doubled-row',
  'swapped-digits',
  'shifted-decimal',
  'invented-row',
  'total-from-sum',
  'wrong-page',
  'summary-counted',
] as const;
export type PlantedError = (typeof PLANTED_ERRORS)[number];

/** A copy of the right answer with one error in it; null where the document offers no place for that error. */
export function plant(
  error: PlantedError,
  document: GeneratedDocument,
  random: () => number,
): GeneratedAnswer | null {
  const answer = structuredClone(document.answer);
  const { items } = answer;
  const at = Math.floor(random() * items.length);
  const item = items[at]!;
  const pick = (): 'amount' | 'rate' | 'total' => {
    const choice = random();
    if (choice < 0.25) return 'total';
    return choice < 0.5 && item.rate !== null ? 'rate' : 'amount';
  };
  switch (error) {
    case 'dropped-row':
      items.splice(at, 1);
      return answer;
    case 'doubled-row':
      items.splice(at, 0, { ...item });
      return answer;
    case 'swapped-digits': {
      const member = pick();
      const before = member === 'total' ? answer.total : item[member]!;
      const after = swapDigits(before);
      if (after === null) return null;
      return member === 'total'
        ? { ...answer, total: after }
        : withItem(answer, at, { ...item, [member]: after });
    }
    case 'shifted-decimal': {
      const member = pick();
      const factor = random() < 0.5 ? '10' : '0.1';
      const before = member === 'total' ? answer.total : item[member]!;
      const after = multiply(before, factor);
      return member === 'total'
        ? { ...answer, total: after }
        : withItem(answer, at, { ...item, [member]: after });
    }
    case 'invented-row': {
      const amount = `${10 + Math.floor(random() * 900)}.${random() < 0.5 ? '00' : '50'}`;
      const name = ['Service Charge', 'Handling Fee', 'Bearbeitung', item.name][Math.floor(random() * 4)]!;
      items.splice(at, 0, { name, quantity: '1', rate: amount, amount, page_number: item.page_number });
      return answer;
    }
    case 'total-from-sum': {
      const total = sum(items.map((one) => one.amount));
      return total === answer.total ? null : { ...answer, total };
    }
    case 'wrong-page': {
      if (item.page_number === 0) return null;
      const others = document.pages
        .map((page) => page.pageNumber)
        .filter((page) => page !== item.page_number);
      const page = others[Math.floor(random() * others.length)];
      return page === undefined ? null : withItem(answer, at, { ...item, page_number: page });
    }
    case 'summary-counted':
      if (document.summaryRows.length > 0) return { ...answer, items: [...items, ...document.summaryRows] };
      if (answer.sub_totals.length > 0) {
        const { label, amount, page_number } = answer.sub_totals[0]!;
        return {
          ...answer,
          items: [...items, { name: label, quantity: null, rate: null, amount, page_number }],
        };
      }
      return null;
  }
}

function withItem(
  answer: GeneratedAnswer,
  at: number,
  item: GeneratedAnswer['items'][number],
): GeneratedAnswer {
  return { ...answer, items: answer.items.map((one, position) => (position === at ? item : one)) };
}

/** Exchanges the first two neighbouring digits that differ (not making a leading zero); null when none do. */
function swapDigits(value: string): string | null {
  for (let at = 0; at + 1 < value.length; at++) {
    const [a, b] = [value[at]!, value[at + 1]!];
    if (!/\d/.test(a) || !/\d/.test(b) || a === b || (at === 0 && b === '0')) continue;
    return value.slice(0, at) + b + a + value.slice(at + 2);
  }
  return null;
}
