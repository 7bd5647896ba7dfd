import { expect, test } from 'vitest';
import { guessLanguage } from './language.ts';

test.each([
  [
    'en',
    'Thank you for your order. Please pay the amount due by bank transfer within 30 days of the invoice date.',
  ],
  [
    'de',
    'Vielen Dank für Ihren Auftrag. Bitte überweisen Sie den Rechnungsbetrag bis zum Datum auf unser Konto.',
  ],
  ['fr', "Merci de votre confiance. Le montant de la facture est payable à l'échéance par virement."],
  ['es', 'Gracias por su pedido. El importe de la factura se abona por transferencia a nuestra cuenta.'],
  ['it', 'Grazie per il vostro ordine. Il pagamento della fattura con bonifico entro la scadenza.'],
  [
    'nl',
    'Bedankt voor uw bestelling. Wij verzoeken u het bedrag van deze factuur binnen 14 dagen te betalen.',
  ],
  ['pt', 'Obrigado pela sua encomenda. O pagamento da fatura deve ser feito até ao vencimento.'],
])('%s', (language, text) => {
  expect(guessLanguage(text.split(' '))).toBe(language);
});

test('says nothing where nothing tells', () => {
  expect(guessLanguage(['4711', 'Contoso', 'XK-12'])).toBeNull();
});
