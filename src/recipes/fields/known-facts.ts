import { columnTitle } from '../../rules/column-titles.ts';
import type { InvoiceFacts, InvoiceLine } from '../../rules/invoice-facts.ts';
import { nameTokens } from '../../rules/names.ts';
import { labelMeaning } from '../../rules/paper.ts';
import { understandSum } from '../../rules/sum-labels.ts';
import type { FieldLeaf } from './field-leaves.ts';

/** A fact of invoices that a field asks for: its path in `InvoiceFacts`, and how to take it out. */
export interface KnownFact {
  readonly path: string;
  readonly read: (facts: InvoiceFacts) => string | null;
}

const SELLER =
  /^(?:seller|vendor|supplier|issuer|merchant|biller|store|company|verkaufer|lieferant|fournisseur|vendeur|proveedor|emisor|fornitore|leverancier|verkoper|fornecedor|shop|restaurant)$/;
const BUYER =
  /^(?:buyer|customer|client|recipient|purchaser|kunde|kaufer|cliente|klant|acheteur|comprador|acquirente)$/;
const ADDRESS = /^(?:address|adresse|anschrift|direccion|indirizzo|adres|morada|endereco)$/;
const TAX_ID = /^(?:vat|tax|gstin|gst|pan|ust|tva|nif|cif|piva|btw|abn|ein|uid)$/;
const ID_WORDS = new Set([
  'id',
  'no',
  'number',
  'nr',
  'nummer',
  'idnr',
  'numero',
  'registration',
  'reg',
  'gstin',
  'pan',
  'uid',
]);

const party = (which: 'seller' | 'buyer', part: 'name' | 'address' | 'taxId'): KnownFact => ({
  path: `${which}.${part}`,
  read: (facts) => {
    const one = facts[which];
    if (!one) return null;
    if (part === 'name') return one.name;
    if (part === 'address') return one.address.length > 0 ? one.address.join(', ') : null;
    return one.taxIds.find((id) => id.kind !== 'company')?.value ?? null;
  },
});

const plain = (
  path:
    | 'number'
    | 'issueDate'
    | 'dueDate'
    | 'deliveryDate'
    | 'currency'
    | 'orderNumber'
    | 'iban'
    | 'language',
): KnownFact => ({
  path,
  read: (facts) => facts[path],
});

const total = (kind: keyof InvoiceFacts['totals']): KnownFact => ({
  path: `totals.${kind}`,
  read: (facts) => facts.totals[kind],
});

/** Which fact of invoices a field means, by its labels and name; null for a field of the user's own. */
export function knownFact(leaf: FieldLeaf): KnownFact | null {
  for (const label of leaf.labels) {
    const fact = factOf(label, leaf);
    if (fact) return fact;
  }
  return null;
}

function factOf(label: string, { type }: FieldLeaf): KnownFact | null {
  const tokens = nameTokens(label);
  const [first = '', second = ''] = tokens;
  if (type === 'date') {
    const meaning = labelMeaning(label, 'date');
    if (meaning === 'issue-date' || meaning === 'weak-date') return plain('issueDate');
    if (meaning === 'due-date') return plain('dueDate');
    return meaning === 'other-date' && /deliver|liefer|livraison|entrega|consegna|lever/.test(first)
      ? plain('deliveryDate')
      : null;
  }
  if (type === 'money' || type === 'number') {
    const meaning = Object.entries(understandSum(tokens, false)).sort((a, b) => b[1] - a[1])[0];
    if (!meaning || meaning[1] < 5.5) return null;
    switch (meaning[0]) {
      case 'total':
      case 'gross':
        return total('gross');
      case 'net':
      case 'tax':
      case 'due':
      case 'prepaid':
      case 'lines':
      case 'charges':
      case 'allowances':
      case 'rounding':
        return total(meaning[0]);
      default:
        return null;
    }
  }
  if (type !== 'string') return null;
  const which = SELLER.test(first) ? 'seller' : BUYER.test(first) ? 'buyer' : null;
  if (which) {
    if (tokens.length === 1 || (tokens.length === 2 && second === 'name')) return party(which, 'name');
    if (tokens.some((token) => ADDRESS.test(token))) return party(which, 'address');
    if (tokens.some((token) => TAX_ID.test(token))) return party(which, 'taxId');
    return null;
  }
  if (TAX_ID.test(first) && tokens.slice(1).every((token) => ID_WORDS.has(token)))
    return party('seller', 'taxId');
  if (/^(?:currency|wahrung|devise|moneda|valuta|moeda)$/.test(first) && tokens.length <= 2)
    return plain('currency');
  if (first === 'iban' || label.toLowerCase() === 'bank account iban') return plain('iban');
  if (tokens.length === 1 && (first === 'language' || first === 'sprache')) return plain('language');
  const meaning = labelMeaning(label, 'number');
  if (meaning === 'number') return plain('number');
  if (meaning === 'weak-number' && /^(?:number|nummer|numero)$/.test(first) && tokens.length === 1)
    return plain('number');
  if (
    meaning === 'other-number' &&
    /order|po\b|bestell|commande|pedido|ordine|encomenda/.test(tokens.join(' '))
  )
    return plain('orderNumber');
  return labelMeaning(label, 'party') === 'seller' ? party('seller', 'name') : null;
}

/** True for a list that means the line items of the document. */
export function isLineItems(labels: readonly string[]): boolean {
  return labels.some((label) =>
    /\b(?:line ?items?|items?|lines|positions?|positionen|articles?|artikel|produkte|products?|services?|entries|rows|charges|lignes|partidas|conceptos|righe|regels|itens|linhas|expenses|details)\b/i.test(
      label,
    ),
  );
}

/** Which part of a line item a member means; null for one that lines do not have. */
export function lineMember(leaf: FieldLeaf): keyof InvoiceLine | null {
  for (const label of leaf.labels) {
    const text = label.toLowerCase();
    if (/\b(?:tax|vat|mwst|tva|iva|btw)\b.*\b(?:rate|percent|%|satz|taux)\b/.test(text)) return 'taxRate';
    switch (columnTitle(text)?.role) {
      case 'description':
        return 'description';
      case 'quantity':
        return 'quantity';
      case 'unit':
        return 'unit';
      case 'rate':
        return 'unitPrice';
      case 'amount':
      case 'gross':
      case 'taxable':
        return 'amount';
      case 'tax-rate':
        return 'taxRate';
      case 'code':
        return 'code';
      default:
    }
  }
  return null;
}
