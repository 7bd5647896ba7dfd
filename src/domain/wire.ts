import type { DocumentResult } from './result.ts';

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Turns camelCase keys into snake_case, all the way down. */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snake(key), toWire(member)]));
}

const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Turns snake_case keys into camelCase, all the way down: what `toWire` was given. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [camel(key), fromWire(member)]));
}

/** A result as it is written to files and sent over HTTP: snake_case keys; `data` is the recipe's own and stays. */
export function resultToWire(result: DocumentResult): Record<string, unknown> {
  const { document, recipe, status, review, data, ...rest } = result;
  return { ...(toWire({ document, recipe, status, review }) as object), data, ...(toWire(rest) as object) };
}

/** The result that `resultToWire` was given. */
export function resultFromWire({ data, ...rest }: Readonly<Record<string, unknown>>): DocumentResult {
  return { ...(fromWire(rest) as Omit<DocumentResult, 'data'>), data };
}
