import { z } from 'zod';
import { Problem } from '../../problem/problem.ts';
import { type FieldLeaf, type FieldPlan, type FieldRows, type LeafForm, spoken } from './field-leaves.ts';
import type { FieldType } from './field-options.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const MAX_DEPTH = 8;

function invalid(where: string, what: string): Problem {
  return new Problem('invalid-schema', {
    detail: `The schema ${where === '' ? '' : `at ${where} `}${what}`,
  });
}

/**
 * A validator for a user's JSON Schema of an object. Throws `invalid-schema`, in words that name the place, for
 * anything that is no JSON Schema of an object with properties.
 */
export function zodOfJsonSchema(schema: JsonSchema): z.ZodType<Record<string, unknown>> {
  checkSchema(schema, '');
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]) as unknown as z.ZodType<
      Record<string, unknown>
    >;
  } catch (error) {
    throw invalid('', `cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

function checkSchema(schema: JsonSchema, where: string): void {
  if (where === '') {
    if (typesOf(schema)[0] !== 'object' || !isObject(schema.properties)) {
      throw invalid('', 'must describe an object: { "type": "object", "properties": { … } }');
    }
    if (Object.keys(schema.properties as JsonSchema).length === 0) throw invalid('', 'has no properties');
  }
  for (const type of typesOf(schema)) {
    if (!TYPES.has(type)) throw invalid(where, `has the unknown type ${JSON.stringify(type)}`);
  }
  if (schema.properties !== undefined) {
    if (!isObject(schema.properties)) throw invalid(where, 'has "properties" that are no object');
    for (const [name, member] of Object.entries(schema.properties)) {
      if (!isObject(member)) throw invalid(`${where}/properties/${name}`, 'is no schema');
      checkSchema(member, `${where}/properties/${name}`);
    }
  }
  if (schema.required !== undefined) {
    const { required } = schema;
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string')) {
      throw invalid(where, 'has "required" that is no list of names');
    }
    const known = isObject(schema.properties) ? Object.keys(schema.properties) : [];
    const missing = required.find((name) => !known.includes(name));
    if (missing !== undefined)
      throw invalid(where, `requires ${JSON.stringify(missing)}, which is no property`);
  }
  if (schema.items !== undefined) {
    if (!isObject(schema.items)) throw invalid(where, 'has "items" that are no schema');
    checkSchema(schema.items, `${where}/items`);
  }
}

/** The leaves and lists of a JSON Schema that passed `zodOfJsonSchema`, with the texts they may be printed under. */
export function planOfJsonSchema(schema: JsonSchema): FieldPlan {
  const leaves: FieldLeaf[] = [];
  const rows: FieldRows[] = [];
  walk(schema, [], true, schema, leaves, rows);
  return { leaves, rows };
}

function walk(
  given: JsonSchema,
  path: readonly string[],
  required: boolean,
  root: JsonSchema,
  leaves: FieldLeaf[],
  rows: FieldRows[],
): void {
  if (path.length > MAX_DEPTH) return;
  const schema = resolve(given, root);
  const types = typesOf(schema);
  const labels = labelsOf(schema, path);
  const nullable = types.includes('null') || allowsNull(given);
  if (isObject(schema.properties)) {
    const needed = Array.isArray(schema.required) ? schema.required : [];
    for (const [name, member] of Object.entries(schema.properties)) {
      if (isObject(member)) walk(member, [...path, name], needed.includes(name), root, leaves, rows);
    }
    return;
  }
  if (types.includes('array')) {
    const items = isObject(schema.items) ? resolve(schema.items, root) : {};
    if (isObject(items.properties)) {
      const members: FieldLeaf[] = [];
      walk(items, [], true, root, members, []);
      rows.push({ path, labels, members });
      return;
    }
    leaves.push({
      path,
      type: 'list',
      form: 'array',
      labels,
      description: textOf(schema),
      required,
      nullable,
      choices: null,
    });
    return;
  }
  const choices = Array.isArray(schema.enum)
    ? schema.enum.filter((one): one is string => typeof one === 'string')
    : null;
  leaves.push({
    path,
    type: fieldTypeOf(schema, types, path),
    form: formOf(types),
    labels,
    description: textOf(schema),
    required: required && !nullable,
    nullable,
    choices,
  });
}

/** Follows a local reference and takes the first alternative that is not null. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema;
  for (let hops = 0; hops < MAX_DEPTH; hops++) {
    if (typeof at.$ref === 'string' && at.$ref.startsWith('#/')) {
      const target = at.$ref
        .slice(2)
        .split('/')
        .reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), root);
      if (!isObject(target)) return at;
      at = target;
      continue;
    }
    const [choice] = [at.anyOf, at.oneOf].flatMap((list) =>
      Array.isArray(list) ? [list.find((one) => isObject(one) && !typesOf(one).includes('null'))] : [],
    );
    if (!isObject(choice)) return at;
    at = { ...at, anyOf: undefined, oneOf: undefined, ...choice };
  }
  return at;
}

function allowsNull(schema: JsonSchema): boolean {
  return [schema.anyOf, schema.oneOf].some(
    (list) => Array.isArray(list) && list.some((one) => isObject(one) && typesOf(one).includes('null')),
  );
}

function labelsOf(schema: JsonSchema, path: readonly string[]): string[] {
  const name = path[path.length - 1];
  const title = typeof schema.title === 'string' ? [schema.title] : [];
  const own = name === undefined ? [] : [spoken(name)];
  const whole = path.length > 1 ? [path.map(spoken).join(' ')] : [];
  return [...new Set([...title, ...whole, ...own])];
}

function fieldTypeOf(schema: JsonSchema, types: readonly string[], path: readonly string[]): FieldType {
  if (types.includes('boolean')) return 'boolean';
  if (types.includes('number') || types.includes('integer')) return 'number';
  if (schema.format === 'date' || schema.format === 'date-time') return 'date';
  // A text that is named like a date or a sum is one, even where the schema does not say so.
  const name = spoken(path[path.length - 1] ?? '').toLowerCase();
  if (/(?:^| )(?:date|datum|fecha|data)$/.test(name)) return 'date';
  return /(?:^| )(?:amount|total|price|betrag|montant|importe|importo|bedrag)$/.test(name)
    ? 'money'
    : 'string';
}

function formOf(types: readonly string[]): LeafForm {
  if (types.includes('boolean')) return 'boolean';
  if (types.includes('integer')) return 'integer';
  return types.includes('number') ? 'number' : 'string';
}

function textOf(schema: JsonSchema): string | null {
  return typeof schema.description === 'string' ? schema.description : null;
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (typeof schema.type === 'string') return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  return isObject(schema.properties) ? ['object'] : [];
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
