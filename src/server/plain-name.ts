/** What names for people have no use for: it can break lines, or turn what stands beside them. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** A name for people as it is kept: on one line, and nothing but what is seen. */
export function plainName(given: string): string {
  return given.replace(UNPRINTABLE, '');
}
