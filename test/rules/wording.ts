/** How invoices of one language are worded: several ways for each thing, picked at random. */
export interface Wording {
  readonly title: readonly string[];
  readonly number: readonly string[];
  readonly date: readonly string[];
  readonly due: readonly string[];
  readonly customerNumber: readonly string[];
  readonly order: readonly string[];
  readonly buyer: readonly string[];
  readonly columns: {
    readonly [Column in 'pos' | 'text' | 'quantity' | 'unit' | 'price' | 'amount']: readonly string[];
  };
  readonly code: readonly string[];
  readonly rateTitle: readonly string[];
  readonly net: readonly string[];
  /** `%` stands for the rate. */
  readonly tax: readonly string[];
  readonly gross: readonly string[];
  readonly paid: readonly string[];
  readonly open: readonly string[];
  readonly thanks: readonly string[];
  readonly products: readonly string[];
  readonly units: readonly string[];
  readonly companies: readonly string[];
  readonly people: readonly string[];
  readonly streets: readonly string[];
  readonly towns: readonly string[];
  readonly country: string;
  readonly rates: readonly number[];
  readonly taxId: string;
  readonly iban: string;
  readonly currency: string;
  readonly money: readonly ((digits: string) => string)[];
  readonly dates: readonly ((iso: string) => string)[];
}

export const [EN, DE] = ['en-GB', 'de-DE'];
const parts = (iso: string): [string, string, string] => iso.split('-') as [string, string, string];
export const long =
  (locale: string) =>
  (iso: string): string =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(new Date(iso));
export const dmy =
  (separator: string) =>
  (iso: string): string =>
    parts(iso).reverse().join(separator);
export const short =
  (separator: string) =>
  (iso: string): string => {
    const [year, month, day] = parts(iso);
    return [day, month, year.slice(2)].join(separator);
  };
export const iso = (text: string): string => text;
export const point =
  (mark: string) =>
  (digits: string): string =>
    group(digits, ',', '.', mark);
export const comma =
  (separator: string) =>
  (mark: string) =>
  (digits: string): string =>
    group(digits, separator, ',', mark);

function group(value: string, thousands: string, decimal: string, mark: string): string {
  const [whole = '0', cents = '00'] = value.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${value.startsWith('-') ? '-' : ''}${mark.replace('#', `${grouped}${decimal}${cents}`)}`;
}
