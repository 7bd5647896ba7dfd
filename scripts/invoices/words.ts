import { NORTHERN_WORDS } from './northern-words.ts';
import { SOUTHERN_WORDS } from './southern-words.ts';

/** Languages of generated invoices and receipts. */
export type Tongue = 'en' | 'us' | 'de' | 'fr' | 'es' | 'it' | 'nl' | 'pt';

/** How one language words its papers: several ways for each thing. */
export interface Words {
  readonly locale: string;
  readonly currency: string;
  /** `#` stands for the number. */
  readonly money: readonly string[];
  /** Mark of thousands and mark of decimals. */
  readonly marks: readonly (readonly [string, string])[];
  readonly invoice: readonly string[];
  readonly receipt: readonly string[];
  readonly number: readonly string[];
  readonly date: readonly string[];
  readonly due: readonly string[];
  readonly buyer: readonly string[];
  /** Facts that are no answer to anything: customer numbers, order numbers, times of delivery. */
  readonly customer: readonly string[];
  readonly order: readonly string[];
  readonly delivery: readonly string[];
  readonly table: {
    readonly text: readonly string[];
    readonly quantity: readonly string[];
    readonly unit: readonly string[];
    readonly price: readonly string[];
    readonly discount: readonly string[];
    readonly rate: readonly string[];
    readonly amount: readonly string[];
    readonly code: readonly string[];
  };
  readonly subTotal: readonly string[];
  readonly discountSum: readonly string[];
  readonly shipping: readonly string[];
  /** `%` stands for the rate. */
  readonly tax: readonly string[];
  readonly total: readonly string[];
  readonly paid: readonly string[];
  readonly open: readonly string[];
  readonly cash: string;
  readonly change: string;
  readonly taxFree: string;
  readonly terms: readonly string[];
  readonly goods: readonly string[];
  readonly notes: readonly string[];
  readonly units: readonly string[];
  readonly firms: readonly string[];
  readonly people: readonly string[];
  readonly streets: readonly string[];
  readonly towns: readonly string[];
  readonly taxId: readonly string[];
  readonly bank: readonly string[];
  readonly rates: readonly number[];
}

const { en, us, de, nl } = NORTHERN_WORDS;
const { fr, es, it, pt } = SOUTHERN_WORDS;

/** Words of papers by language, in the order in which seeds take turns. */
export const WORDS: Readonly<Record<Tongue, Words>> = { en, us, de, fr, es, it, nl, pt };
