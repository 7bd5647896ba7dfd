import fc from 'fast-check';

/** As much of JSON Schema as the API's description uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const LONGEST_TEXT = 200;
const MOST_ITEMS = 4;

/** Values that a schema allows, its patterns aside. */
export function arbitraryOf(
  schema: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<unknown> {
  const { $ref, enum: values, anyOf, type } = schema;
  if ($ref) return arbitraryOf(components[$ref.split('/').at(-1)!]!, components);
  if ('const' in schema) return fc.constant(schema.const);
  if (values) return fc.constantFrom(...values);
  if (anyOf) return fc.oneof(...anyOf.map((each) => arbitraryOf(each, components)));
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -10, -1e9),
        max: Math.min(schema.maximum ?? 100_000, 1e9),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, components), {
        minLength: Math.min(schema.minItems ?? 0, MOST_ITEMS),
        maxLength: Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS),
      });
    case 'object':
      return objectOf(schema, components);
    default:
      return fc.jsonValue();
  }
}

function textOf({ format, minLength = 0, maxLength = LONGEST_TEXT }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uri') return fc.webUrl();
  const most = Math.min(maxLength, LONGEST_TEXT);
  return fc.oneof(
    fc
      .constantFrom('gated', 'bill', 'https://a.test/b.pdf', 'upload:x', 'bills[0].items[0].amount')
      .filter((text) => text.length >= minLength && text.length <= most),
    fc.string({ unit: 'grapheme', minLength, maxLength: most }),
  );
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, arbitraryOf(member, components)]),
  );
  const named = fc.record(members, { requiredKeys: [...required].filter((name) => name in members) });
  if (additionalProperties === undefined || additionalProperties === false) return named;
  const free = fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue(), { maxKeys: 3 });
  return fc.tuple(named, free).map(([object, more]) => ({ ...more, ...object }));
}
