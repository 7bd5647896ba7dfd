import { describe, expect, test } from 'vitest';
import { typeset } from '../../test/support/typeset.ts';
import { discoverLabels } from './discover-labels.ts';
import { findLabelled, type ValueType } from './labelled-values.ts';
import { readPaper } from './paper.ts';

const PAGE = `
Contract no.: C-2024/7            Incoterm: DPU - delivered
Start date           Term          Responsible
01.03.2024           24 months     Jane Cooper

Monthly fee                        € 1.250,00
Auto renewal: Yes                  Notice: none
Services: hosting, backup; support

Payment terms
15 days net`;

const find = (label: string, type: ValueType = 'string') =>
  findLabelled(readPaper([typeset(PAGE)]), [label], { type, order: 'day-first' });

describe('the value of a label', () => {
  test.each([
    ['Contract no.', 'string', 'C-2024/7'],
    ['incoterm', 'string', 'DPU - delivered'],
    ['Start date', 'date', '2024-03-01'],
    ['Term', 'string', '24 months'],
    ['Responsible', 'string', 'Jane Cooper'],
    ['Monthly fee', 'money', '1250.00'],
    ['Auto renewal', 'boolean', 'true'],
    ['Payment terms', 'string', '15 days net'],
  ] as const)('%s', (label, type, value) => {
    expect(find(label, type)?.value).toBe(value);
  });

  test('entries of a list', () => {
    expect(find('Services', 'list')?.entries).toEqual(['hosting', 'backup', 'support']);
  });

  test('the currency beside an amount', () => {
    expect(find('Monthly fee', 'money')?.currency).toBe('EUR');
  });

  test('nothing where the label is missing or the value has another type', () => {
    expect(find('Serial number')).toBeNull();
    expect(find('Responsible', 'date')).toBeNull();
    expect(find('Notice', 'boolean')).toBeNull();
  });

  test('the first label that is there counts, its rank lowers the confidence', () => {
    const paper = readPaper([typeset(PAGE)]);
    const found = findLabelled(paper, ['Agreement no.', 'Contract no.'], {
      type: 'string',
      order: 'day-first',
    });
    expect(found?.value).toBe('C-2024/7');
    expect(found?.confidence).toBeLessThan(find('Contract no.')!.confidence);
  });
});

test('discovers labels with their types, each once, rows of titles too', () => {
  const found = discoverLabels(readPaper([typeset(PAGE)]), new Set());
  expect(found.map(({ name, type, value }) => [name, type, value])).toEqual(
    expect.arrayContaining([
      ['contract_no', 'string', 'C-2024/7'],
      ['incoterm', 'string', 'DPU - delivered'],
      ['start_date', 'date', '01.03.2024'],
      ['auto_renewal', 'boolean', 'Yes'],
      ['services', 'string', 'hosting, backup; support'],
    ]),
  );
  expect(new Set(found.map((one) => one.name)).size).toBe(found.length);
});
