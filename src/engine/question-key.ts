import { createHash } from 'node:crypto';
import type { Part } from '../domain/question.ts';

/** All that decides an answer. */
export interface KeyParts {
  readonly recipe: string;
  readonly recipeVersion: string;
  readonly question: string;
  readonly prompt: string;
  readonly jsonSchema: unknown;
  readonly model: string;
  readonly parameters: unknown;
  readonly documentSha256: string;
  /** The parts with the form the model really gets and how they are rendered. */
  readonly parts: readonly (Part & { readonly rendering: unknown })[];
}

/** The question's identity: SHA-256, hex, of everything that decides its answer. Order of object members is immaterial. */
export function questionKey(parts: KeyParts): string {
  return hashOf(parts);
}

/** SHA-256, hex, of a value's canonical JSON. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** JSON with sorted member names, so that equal values have equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
