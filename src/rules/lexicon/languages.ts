/** Languages the rules read, as ISO 639-1 codes. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * Phrases of one meaning by language: folded (lower case, no accents, no marks but `#` and `%`), separated by `|`.
 * `hi` and `ms` hold a few labels of Indian and Malay papers whose running text is mostly English.
 */
export type Phrases = Partial<Record<Language | 'hi' | 'ms', string>>;
