import { fold } from './fold.ts';
import { LANGUAGES, type Language } from './lexicon/languages.ts';

/** Common words and the vocabulary of invoices, folded; words shared by several languages are left out or weigh little. */
const WORDS: Readonly<Record<Language, string>> = {
  en: 'the and of for your you to is are this that with by from our please thank invoice bill receipt amount due date payment tax total number quantity price unit description address customer order terms shipping subtotal balance discount paid account bank phone item items qty street road united company vat cash change card',
  de: 'der die das und fur von mit bei auf ist sind wir ihre ihr ihnen sie bitte nach zum zur aus dem den des ein eine vielen dank rechnung rechnungsnummer datum betrag menge preis einzelpreis gesamt gesamtbetrag netto brutto mwst ust umsatzsteuer kunde kundennummer lieferung steuernummer bankverbindung zahlbar tage strasse geschaftsfuhrer amtsgericht summe position beschreibung artikel stuck gmbh zzgl inkl verkaufer kaufer',
  fr: 'le la les et de du des un une pour par sur dans est sont nous vous votre nos vos merci facture montant quantite prix unitaire total tva ht ttc client adresse livraison reglement paiement echeance designation societe siret capital euros numero commande ligne remise avoir devis retard penalite escompte rue au aux avec',
  es: 'el la los las y de del un una para por con en es son su sus nuestro gracias factura importe cantidad precio unitario total iva base imponible cliente direccion entrega pago vencimiento descripcion fecha numero pedido nif cif calle euros cuota forma transferencia concepto descuento espana unidades',
  it: 'prodotto qta codice prezzi spettle fattura cliente il lo la gli le e di del della dei delle un una per con su sono nostro vostro grazie fattura importo quantita prezzo unitario totale iva imponibile cliente indirizzo consegna pagamento scadenza descrizione data numero ordine partita codice fiscale via spett aliquota imposta bonifico sconto articolo italia dal al che',
  nl: 'de het een en van voor met op aan is zijn wij uw u onze bedankt factuur factuurnummer factuurdatum bedrag aantal prijs totaal btw klant klantnummer adres levering betaling vervaldatum omschrijving datum nummer bestelling kvk straat excl incl subtotaal te betalen korting stuk binnen dagen rekening tegen',
  pt: 'o a os as e de do da dos das um uma para por com em no na sao seu sua nosso obrigado fatura factura valor quantidade preco unitario total iva cliente morada entrega pagamento vencimento descricao data numero encomenda nif contribuinte rua euros desconto artigo unid taxa incidencia liquido nao pagar documento',
  // Its letters tell: no other language here is written in them.
  hi: '',
};

const VOTES = new Map<string, Language[]>();
for (const language of LANGUAGES) {
  for (const word of WORDS[language].split(' ').filter((one) => one !== ''))
    VOTES.set(word, [...(VOTES.get(word) ?? []), language]);
}

/**
 * The language most words of the text belong to (ISO 639-1); null when too few known words tell. A word that several
 * languages share gives each a share of its vote.
 */
export function guessLanguage(words: Iterable<string>): Language | null {
  const score = new Map<Language, number>();
  for (const word of words) {
    if (word.length > 24) continue;
    if (/[\u0900-\u0965]/.test(word)) score.set('hi', (score.get('hi') ?? 0) + 1);
    for (const piece of fold(word).split(/[^a-z]+/)) {
      const languages = VOTES.get(piece);
      if (!languages) continue;
      // One-letter and two-letter words occur as units and codes too.
      const weight = (piece.length > 2 ? 1 : 0.3) / languages.length ** 1.5;
      for (const language of languages) score.set(language, (score.get(language) ?? 0) + weight);
    }
  }
  const ranked = [...score].sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (!first || first[1] < 2 || first[1] < 1.15 * (second?.[1] ?? 0)) return null;
  return first[0];
}
