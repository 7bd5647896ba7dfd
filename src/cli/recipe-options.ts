import { readFile } from 'node:fs/promises';
import { Problem } from '../problem/problem.ts';
import { whyUnread } from './why-unread.ts';

/** How a recipe's options are given on the command line; later members win over earlier ones. */
export interface RecipeOptionArguments {
  /** File of options, JSON. */
  readonly options?: string;
  /** `invoice_number, total:money`: short for the option `fields`. */
  readonly fields?: string;
  /** JSON Schema file: short for the option `schema`. */
  readonly schema?: string;
  /** `name=text` each: short for the option `prompts`. */
  readonly prompt?: readonly string[];
  /** File with the option `prompts`, JSON: a list of prompts, or texts (or prompts) by name. */
  readonly prompts?: string;
  /** `name=value` each; the value is JSON or plain text. */
  readonly set?: readonly string[];
}

/** Reads a recipe's options from the command line. Throws `invalid-option`, `invalid-schema`. */
export async function readRecipeOptions(given: RecipeOptionArguments): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  if (given.options) Object.assign(read, await readJsonFile(given.options, '--options', 'invalid-option'));
  if (given.fields) read.fields = parseFields(given.fields);
  if (given.schema) read.schema = await readJsonFile(given.schema, '--schema', 'invalid-schema');
  if (given.prompts || given.prompt) {
    const fromFile = given.prompts
      ? promptList(await readJsonFile(given.prompts, '--prompts', 'invalid-option'))
      : [];
    read.prompts = [
      ...fromFile,
      ...(given.prompt ?? []).map((text) => {
        const [name, prompt] = assignment('--prompt', text);
        return { name, prompt };
      }),
    ];
  }
  for (const text of given.set ?? []) {
    const [name, value] = assignment('--set', text);
    read[name] = parseValue(value);
  }
  return read;
}

function assignment(option: string, text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Problem('invalid-option', { detail: `${option} ${text}: write name=value` });
  return [text.slice(0, equals).trim(), text.slice(equals + 1)];
}

function promptList(read: unknown): unknown[] {
  if (Array.isArray(read)) return read;
  return Object.entries(read as Record<string, unknown>).map(([name, one]) =>
    typeof one === 'string' ? { name, prompt: one } : { name, ...(one as object) },
  );
}

function parseFields(text: string): { name: string; type?: string; label?: string; required?: boolean }[] {
  return text.split(',').map((piece) => {
    const required = piece.trimEnd().endsWith('!');
    const [label = '', type] = piece
      .replace(/!\s*$/, '')
      .split(':')
      .map((part) => part.trim());
    // People write names as they are printed; the key of the value follows from it.
    const key = label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
    if (!/^\p{L}/u.test(key)) {
      throw new Problem('invalid-option', {
        detail: `--fields ${text}: write names separated by commas, each with a type if you like, such as "sender, total:money, date:date!" (! for required)`,
      });
    }
    return {
      name: key,
      ...(key === label ? {} : { label }),
      ...(type ? { type } : {}),
      ...(required ? { required } : {}),
    };
  });
}

async function readJsonFile(
  path: string,
  option: string,
  code: 'invalid-option' | 'invalid-schema',
): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Problem(code, { detail: `${option} ${path} ${whyUnread(cause)}`, cause });
  });
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Problem(code, { detail: `${option} ${path} is not JSON: ${(cause as Error).message}`, cause });
  }
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text is what people type; quotes are not asked of them.
    return text;
  }
}
