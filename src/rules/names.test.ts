import { describe, expect, test } from 'vitest';
import { cutName, hasLegalForm, isAddress, isNoName, nameKey } from './names.ts';

test.each([
  ['Bei Spiel GmbH ● Ecke 12 ● 12345 Stadthausen', 'Bei Spiel GmbH'],
  ['Muster & Söhne GmbH & Co. KG - Weg 4 - 20095 Hamburg', 'Muster & Söhne GmbH & Co. KG'],
  ['Contoso, Ltd.', 'Contoso, Ltd.'],
  ['Rohstoff AG Salzgitter', 'Rohstoff AG Salzgitter'],
  ['QUEENS CONFECTIONERY S/B 271500-U (GKJ)', 'QUEENS CONFECTIONERY S/B'],
  ['Silva & Matos, Lda.', 'Silva & Matos, Lda.'],
  ['Blue Heron, 14 Mill Lane', 'Blue Heron'],
  [': Kunden AG Mitte', 'Kunden AG Mitte'],
  ['12345', ''],
])('cuts %s', (text, name) => {
  expect(cutName(text)).toBe(name);
});

test('two spellings of one company have the same key', () => {
  expect(nameKey('CONTOSO LTD.')).toBe(nameKey('Contoso, Ltd'));
  expect(nameKey('Boulangerie Petit S.A.S.')).toBe(nameKey('BOULANGERIE PETIT SAS'));
  expect(nameKey('Officina Bianchi S.r.l.')).toBe('officina bianchi');
  expect(nameKey('GmbH')).toBe('gmbh');
});

describe('what is no name', () => {
  test.each([
    'Tax Invoice',
    'RECHNUNG',
    'Page 1',
    'www.example.com',
    'info@example.com',
    '14 Mill Lane',
    '80331 München',
    'Austin, TX 78701',
    'Thank you!',
    'GmbH',
    '(Not to be used)',
    'Tel: 555',
  ])('%s', (text) => {
    expect(isNoName(text)).toBe(true);
  });
  test.each([
    'Amazon Web Services, Inc.',
    'LE FOURNISSEUR',
    'Théodor Est',
    'Bar La Plaza S.L.',
    'Escola Básica n.º 2',
  ])('a name: %s', (text) => {
    expect(isNoName(text)).toBe(false);
  });
});

test.each([
  'Hauptstr. 45a',
  '12 rue des Lilas',
  'Via Garibaldi 26',
  'Dorpsstraat 21',
  'LOT 1851-A, JALAN KPB 6',
  'London SW1A 2AA',
  '3011 AB Rotterdam',
  '4000-123 Porto',
])('an address: %s', (text) => {
  expect(isAddress(text)).toBe(true);
});

test('legal forms of many countries', () => {
  for (const name of [
    'Hansen GmbH',
    'Lakeshore LLC',
    'Talleres Rubio S.A.',
    'Studio Ferrari S.p.A.',
    'Jansen V.O.F.',
    'Lian Hing Sdn Bhd',
    'Oravel Stays Pvt. Ltd.',
    'Tecno Unipessoal Lda',
  ]) {
    expect(hasLegalForm(name), name).toBe(true);
  }
  for (const name of ['Company of friends', 'Paul Peter', 'As you like it'])
    expect(hasLegalForm(name), name).toBe(false);
});
