/** Languages the rules read, as ISO 639-1 codes. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'hi'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Phrases of one meaning by language: folded (lower case, no accents, no marks but `#` and `%`), separated by `|`.
 * Letters with a dot below (`ड़`) may be written either way. `ms` holds a few labels of Malay papers whose running text is
 * mostly English; Swedish, Danish, Norwegian, Polish, Hungarian, Czech (with Slovak), Romanian, Finnish and Turkish have
 * the labels and column titles of plain invoices and no more.
 */
export type Phrases = Partial<
  Record<Language | 'ms' | 'sv' | 'da' | 'nb' | 'pl' | 'hu' | 'cs' | 'ro' | 'fi' | 'tr', string>
>;
