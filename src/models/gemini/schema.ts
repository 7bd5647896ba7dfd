import type { SchemaMode } from '../model.ts';

type Schema = Readonly<Record<string, unknown>>;
type Mutable = Record<string, unknown>;

/**
 * Gemini compiles a schema into a state machine with a budget, and answers a bare 400 beyond it. Seen to fail: a sum
 * of `maxItems` near 960, enumerations of about 100 values, large bounds. These limits stay well below.
 */
const MAX_ITEMS_SUM = 240;
const MAX_ENUM_VALUES = 80;
const MAX_BOUND = 1_000_000;

/** Formats the API documents; others are refused or ignored. */
const FORMATS: ReadonlySet<unknown> = new Set(['date', 'date-time', 'time']);

/**
 * Rewrites a JSON Schema (draft 2020-12) into the subset that Gemini accepts as `responseJsonSchema`. What is lost
 * here (patterns, lengths, big bounds) is checked locally by whoever validates the answer. `relaxed` also drops
 * bounds, formats and item counts.
 */
export function toGeminiSchema(schema: Schema, mode: Exclude<SchemaMode, 'none'>): Record<string, unknown> {
  const out = convert(schema, mode);
  if (mode === 'full') limitItems(out);
  liftCycles(out);
  return out;
}

function convert(schema: Schema, mode: SchemaMode): Mutable {
  if (Array.isArray(schema.allOf)) return convert(mergeAllOf(schema), mode);
  const out: Mutable = {};
  if (isSchema(schema.$defs)) out.$defs = convertMembers(schema.$defs, mode);
  // The API allows nothing beside a reference but names starting with $.
  if (typeof schema.$ref === 'string') return { ...out, $ref: schema.$ref };

  copy(schema, out, ['type', 'title', 'description']);
  convertValues(schema, out);
  if (mode === 'full') {
    if (FORMATS.has(schema.format)) out.format = schema.format;
    copyNumbers(schema, out, ['minimum', 'maximum']);
    copyNumbers(schema, out, ['minItems', 'maxItems']);
  }
  if (isSchema(schema.properties)) {
    const properties = convertMembers(schema.properties, mode);
    out.properties = properties;
    if (Array.isArray(schema.required)) {
      out.required = schema.required.filter((name) => Object.hasOwn(properties, String(name)));
    }
  }
  if (typeof schema.additionalProperties === 'boolean')
    out.additionalProperties = schema.additionalProperties;
  else if (isSchema(schema.additionalProperties)) {
    out.additionalProperties = convert(schema.additionalProperties, mode);
  }
  if (isSchema(schema.items)) out.items = convert(schema.items, mode);
  for (const key of ['prefixItems', 'anyOf', 'oneOf']) {
    const members = schema[key];
    if (Array.isArray(members)) out[key] = members.filter(isSchema).map((member) => convert(member, mode));
  }
  return out;
}

/** `const` becomes a one-value `enum`; only texts and numbers may be enumerated, null is told by the type. */
function convertValues(schema: Schema, out: Mutable): void {
  const values = 'const' in schema ? [schema.const] : schema.enum;
  if (!Array.isArray(values)) return;
  const types = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  out.type ??= types.size === 1 ? [...types][0] : [...types];
  const listed = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  if (listed.length > 0 && listed.length <= MAX_ENUM_VALUES && !types.has('boolean')) out.enum = listed;
}

function copy(schema: Schema, out: Mutable, keys: readonly string[]): void {
  for (const key of keys) if (schema[key] !== undefined) out[key] = schema[key];
}

function copyNumbers(schema: Schema, out: Mutable, keys: readonly string[]): void {
  for (const key of keys) {
    const value = schema[key];
    if (typeof value === 'number' && Math.abs(value) <= MAX_BOUND) out[key] = value;
  }
}

function convertMembers(members: Schema, mode: SchemaMode): Record<string, Mutable> {
  return Object.fromEntries(
    Object.entries(members)
      .filter((entry): entry is [string, Schema] => isSchema(entry[1]))
      .map(([name, member]) => [name, convert(member, mode)]),
  );
}

/** `allOf` is unknown to the API: its members become one schema, later ones winning. */
function mergeAllOf(schema: Schema): Schema {
  const { allOf, ...merged }: Mutable = schema;
  for (const member of list(allOf).filter(isSchema)) {
    const flat = Array.isArray(member.allOf) ? mergeAllOf(member) : member;
    const properties = { ...(merged.properties as Schema), ...(flat.properties as Schema) };
    const required = new Set([...list(merged.required), ...list(flat.required)]);
    Object.assign(merged, flat);
    if (Object.keys(properties).length > 0) merged.properties = properties;
    if (required.size > 0) merged.required = [...required];
  }
  return merged;
}

/** Drops the largest `maxItems` until the rest adds up to the budget. */
function limitItems(root: Mutable): void {
  const holders: Mutable[] = [];
  walk(root, (node) => {
    if (typeof node.maxItems === 'number') holders.push(node);
  });
  holders.sort((a, b) => Number(b.maxItems) - Number(a.maxItems));
  let total = holders.reduce((sum, node) => sum + Number(node.maxItems), 0);
  for (const node of holders) {
    if (total <= MAX_ITEMS_SUM) return;
    total -= Number(node.maxItems);
    delete node.maxItems;
  }
}

/** Cyclic references may only stand in properties that are not required. */
function liftCycles(root: Mutable): void {
  const defs = (root.$defs ?? {}) as Record<string, Mutable>;
  const refs = (node: Mutable): Set<string> => {
    const found = new Set<string>();
    walk(node, (inner) => {
      if (typeof inner.$ref === 'string') found.add(inner.$ref);
    });
    return found;
  };
  const targets = new Map<string, Set<string>>([['#', refs(root)]]);
  for (const [name, node] of Object.entries(defs)) targets.set(`#/$defs/${name}`, refs(node));

  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean => {
    for (const next of targets.get(from) ?? []) {
      if (next === goal) return true;
      if (!seen.has(next) && reaches(next, goal, seen.add(next))) return true;
    }
    return false;
  };
  const cyclic = new Set([...targets.keys()].filter((name) => reaches(name, name)));
  if (cyclic.size === 0) return;
  walk(root, (node) => {
    if (!Array.isArray(node.required) || !isSchema(node.properties)) return;
    const properties = node.properties as Record<string, Mutable>;
    node.required = node.required.filter((name) => {
      const inside = refs(properties[String(name)] ?? {});
      return ![...inside].some((ref) => cyclic.has(ref));
    });
  });
}

function walk(node: Mutable, visit: (node: Mutable) => void): void {
  visit(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties' || key === '$defs') {
      for (const member of Object.values(value as Record<string, Mutable>)) walk(member, visit);
    } else if (Array.isArray(value)) {
      for (const member of value) if (isSchema(member)) walk(member as Mutable, visit);
    } else if (isSchema(value)) walk(value as Mutable, visit);
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
