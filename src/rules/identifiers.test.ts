import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countryOf, findIdentifiers, isValidGstin } from './identifiers.ts';

const found = (text: string) => findIdentifiers(text).map(({ kind, value, valid }) => [kind, value, valid]);

describe('IBAN', () => {
  test.each([
    ['IBAN: DE89 3704 0044 0532 0130 00 BIC: COBADEFFXXX', 'DE89370400440532013000'],
    ['GB29NWBK60161331926819', 'GB29NWBK60161331926819'],
    ['IBAN FR14 2004 1010 0505 0001 3M02 606 - BRED', 'FR1420041010050500013M02606'],
    ['NL91 ABNA 0417 1643 00', 'NL91ABNA0417164300'],
    ['IBAN : FR14 20041 01005 0500013M026 06', 'FR1420041010050500013M02606'],
  ])('%s', (text, iban) => {
    expect(found(text)[0]).toEqual(['iban', iban, true]);
  });

  test('one wrong digit is found and marked', () => {
    expect(found('IBAN DE89 3704 0044 0532 0130 01')).toEqual([['iban', 'DE89370400440532013001', false]]);
  });

  test('a reference that only looks like one is not', () => {
    expect(found('DE12AB/345-6789012345 order 12')).toEqual([]);
  });
});

test('BIC beside an IBAN, not a word in capitals', () => {
  expect(found('BIC COBADEFFXXX')).toEqual([]);
  expect(found('IBAN DE89370400440532013000 BIC COBADEFF').map(([kind]) => kind)).toEqual(['iban', 'bic']);
  expect(found('INVOICES 2024')).toEqual([]);
});

describe('VAT ids', () => {
  test.each([
    ['USt-IdNr.: DE136695976', 'DE136695976'],
    ['UStId DE 136 695 976', 'DE136695976'],
    ['N° TVA : FR 40 303 265 045 - Paris', 'FR40303265045'],
    ['P.IVA IT00743110157', 'IT00743110157'],
    ['BTW NL 8100.98.866.B01', 'NL810098866B01'],
    ['NIF ESA28015865', 'ESA28015865'],
    ['ATU13585627', 'ATU13585627'],
    ['NIF PT501964843', 'PT501964843'],
  ])('%s', (text, value) => {
    expect(found(text)).toEqual([['vat', value, true]]);
  });

  test('a sample number has the form and fails', () => {
    expect(found('DE123456789')).toEqual([['vat', 'DE123456789', false]]);
  });

  test('a post code is none', () => {
    expect(found('DE 80333 München')).toEqual([]);
  });
});

describe('India', () => {
  test('GSTIN with its checksum, PAN by its form', () => {
    expect(found('GSTIN 27AAPFU0939F1ZV PAN AAPFU0939F')).toEqual([
      ['gstin', '27AAPFU0939F1ZV', true],
      ['pan', 'AAPFU0939F', null],
    ]);
    expect(found('GSTIN: 27AAPFU0939F1ZX')).toEqual([['gstin', '27AAPFU0939F1ZX', false]]);
    expect(found('ABCDE1234F')).toEqual([]);
  });

  test('any changed character of a GSTIN fails the checksum', () => {
    const good = '27AAPFU0939F1ZV';
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 7, 8, 9, 10), fc.integer({ min: 1, max: 9 }), (at, step) => {
        const digit = (Number(good[at]) + step) % 10;
        const changed = good.slice(0, at) + digit + good.slice(at + 1);
        expect(isValidGstin(changed)).toBe(changed === good);
      }),
    );
  });
});

test('countries', () => {
  const countries = ['EL094259216', 'GB980780684', '27AAPFU0939F1ZV'].map((text) =>
    countryOf(findIdentifiers(text)[0]!),
  );
  expect(countries).toEqual(['GR', 'GB', 'IN']);
});
