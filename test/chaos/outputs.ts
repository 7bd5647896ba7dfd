import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { amountOf } from '../support/charges-pdf.ts';
import { fateOf } from './faults.ts';

interface Line {
  readonly document: { readonly name: string };
  readonly status: string;
  readonly problem?: { readonly code: string };
  readonly data: { readonly bills: readonly { readonly items: readonly { amount: string }[] }[] } | null;
}

/** Everything that is wrong with `out.jsonl` and `out.*.csv`, in words. */
export async function checkOutputs(
  directory: string,
  names: readonly string[],
  seed: number,
): Promise<string[]> {
  const read = async (name: string): Promise<string[]> =>
    (await readFile(join(directory, name), 'utf8')).trimEnd().split(/\r?\n/);
  const lines = (await read('out.jsonl')).map((line) => JSON.parse(line) as Line);
  const expected = names.map((name) => {
    const fate = fateOf(seed, name);
    return `${name}.pdf ${fate} ${fate === 'answered' ? amountOf(name, 1) : ''}`.trimEnd();
  });
  const found = lines.map(({ document, status, problem, data }) => {
    const amounts = data?.bills.flatMap(({ items }) => items.map(({ amount }) => amount)) ?? [];
    return `${document.name} ${status === 'complete' ? 'answered' : problem?.code} ${amounts.join(' ')}`.trimEnd();
  });
  const answered = names.filter((name) => fateOf(seed, name) === 'answered');
  const items = (await read('out.items.csv')).slice(1);
  const bills = (await read('out.bills.csv')).slice(1);
  return [
    ...differences('out.jsonl', expected, found),
    ...differences(
      'out.items.csv',
      answered.map((name) => `${name}.pdf Charge-${name}-1 ${amountOf(name, 1)}`),
      items.map((row) => {
        const cells = row.split(',');
        return `${cells[0]} ${cells[5]} ${cells[10]}`;
      }),
    ),
    ...differences(
      'out.bills.csv',
      answered.map((name) => `${name}.pdf`),
      bills.map((row) => row.split(',')[0]!),
    ),
  ];
}

/** The first row that differs says enough: all that follow are out of step. */
function differences(file: string, expected: readonly string[], found: readonly string[]): string[] {
  const length = Math.max(expected.length, found.length);
  for (let at = 0; at < length; at++) {
    if (expected[at] === found[at]) continue;
    return [`${file}, row ${at + 1} of ${expected.length}: expected "${expected[at]}", found "${found[at]}"`];
  }
  return [];
}
