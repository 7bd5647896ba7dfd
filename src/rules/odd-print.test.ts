import { expect, test } from 'vitest';
import { isOddlyPrinted } from './odd-print.ts';

const words = (text: string, confidence: number | null = 0.9) =>
  text.split(' ').map((word) => (confidence === null ? { text: word } : { text: word, confidence }));

test.each([
  'Olio extravergine 1 |',
  'Traducci6n jurada',
  '0lio extravergine',
  'Manutenzione ~alAd=ia',
  'Manutenzione salAria',
  'Repara¢ao de telhado',
  'LED panel §,2',
  '“raduccion jurada',
  'Toner: compatibile',
  'Montaje de estanterias ‘',
])('odd: %s', (text) => {
  expect(isOddlyPrinted(words(text))).toBe(true);
});

test.each([
  'Winterreifen 205/55 R16',
  'HVAC filter 16x25x1',
  'Deck boards 5/4 x 6',
  'Papier A4b, 2h30, 5pcs, HP3Y',
  "Huile d'olive 75 cl",
  'Rock ‘n’ roll "Deluxe" edition',
  'Poster "Blue Moon" 24" wide',
  'McCoy & Söhne, iPhone 12',
  'PDFs (24 x 200 ml)',
  'Lote 22-B 10% off',
  'Maler- und Lackierarbeiten',
  'हिन्दी पुस्तक',
])('as people write: %s', (text) => {
  expect(isOddlyPrinted(words(text))).toBe(false);
});

test('a capital within a word that recognition is sure of is the name of something', () => {
  expect(isOddlyPrinted(words('PowerPoint course', 0.97))).toBe(false);
  expect(isOddlyPrinted(words('PowerPoint course', 0.8))).toBe(true);
});

test('a text layer is as it is', () => {
  expect(isOddlyPrinted(words('Olio ~alAd=ia 1 |', null))).toBe(false);
});
