/** What is taken off a price, in the languages that bills are read in: alternatives of a pattern, in lower case. */
export const DISCOUNT_WORDS =
  'discounts?|concessions?|rebates?|rabatte?|nachlass|remises?|ristournes?|descuentos?|scont[io]|korting|descontos?';
