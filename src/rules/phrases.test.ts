import { expect, test } from 'vitest';
import { PhraseBook, tokenise } from './phrases.ts';

const texts = (text: string) => tokenise(text.split(' ')).map((token) => token.text);

test.each([
  ['Rechnungs-Nr.:', ['rechnungs', 'nr']],
  ['N° TVA', ['no', 'tva']],
  ['Fatura n.º', ['fatura', 'no']],
  ['InvoiceNo', ['invoice', 'no']],
  ["Date d'échéance", ['date', 'd', 'echeance']],
  ['# invoice_number_1', ['#', 'invoice_number_1']],
  ['P.IVA', ['p', 'iva']],
  ['Fälligkeit Größe', ['falligkeit', 'grosse']],
])('%s', (text, tokens) => {
  expect(texts(text)).toEqual(tokens);
});

const book = new PhraseBook<string>([
  ['a', { en: 'invoice date|invoice', de: 'datum' }],
  ['b', { en: 'invoice date due|total', fr: 'total' }],
]);

test('finds the longest phrase at each place, with its languages', () => {
  const found = book.find(tokenise('the Invoice Date: Total invoice'.split(' ')));
  expect(found.map(({ meaning, first, last, languages }) => [meaning, first, last, languages])).toEqual([
    ['a', 1, 2, ['en']],
    ['b', 3, 3, ['en', 'fr']],
    ['a', 4, 4, ['en']],
  ]);
});

test('puts right what recognition got wrong where one correction is possible', () => {
  const corrected = (word: string) => book.correct(tokenise([word]))[0]?.text;
  expect(corrected('lnvoice')).toBe('invoice');
  expect(corrected('Inv0ice')).toBe('invoice');
  expect(corrected('Tota1')).toBe('total');
  expect(corrected('Date')).toBe('date');
  expect(corrected('Tonal')).toBe('tonal');
  expect(corrected('voice')).toBe('voice');
});
