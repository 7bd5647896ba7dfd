import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toGeminiSchema } from './schema.ts';

const ALLOWED = new Set([
  '$defs',
  '$ref',
  'type',
  'format',
  'title',
  'description',
  'enum',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'anyOf',
  'oneOf',
  'properties',
  'additionalProperties',
  'required',
]);

function full(schema: z.ZodType): Record<string, unknown> {
  return toGeminiSchema(z.toJSONSchema(schema) as Record<string, unknown>, 'full');
}

function keywords(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const member of node) keywords(member, found);
  else if (typeof node === 'object' && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      found.add(key);
      if (key === 'properties' || key === '$defs') Object.values(value).map((v) => keywords(v, found));
      else keywords(value, found);
    }
  }
  return found;
}

const bill = z.object({
  kind: z.literal('bill'),
  date: z.iso.date().nullable(),
  currency: z.enum(['EUR', 'INR']).nullable().describe('As printed'),
  pages: z.array(z.int().positive()).max(100),
  notes: z.record(z.string(), z.string()),
  items: z.array(
    z.object({
      name: z.string().min(1).max(200),
      amount: z.string().regex(/^-?\d+(\.\d+)?$/),
      quantity: z.int(),
      paid: z.literal(true),
    }),
  ),
});

describe('toGeminiSchema', () => {
  it('keeps only what the API documents', () => {
    expect([...keywords(full(bill))].filter((key) => !ALLOWED.has(key))).toEqual([]);
  });

  it('keeps nullable, descriptions, small bounds and required; drops patterns and the bounds of int', () => {
    const schema = full(bill);
    expect(schema).toMatchObject({
      type: 'object',
      required: ['kind', 'date', 'currency', 'pages', 'notes', 'items'],
      properties: {
        kind: { type: 'string', enum: ['bill'] },
        date: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
        currency: { description: 'As printed', anyOf: [{ enum: ['EUR', 'INR'] }, { type: 'null' }] },
        pages: { maxItems: 100, items: { type: 'integer' } },
        notes: { type: 'object', additionalProperties: { type: 'string' } },
        items: { items: { properties: { paid: { type: 'boolean' } }, additionalProperties: false } },
      },
    });
    const text = JSON.stringify(schema);
    for (const gone of ['pattern', '$schema', 'propertyNames', '9007199254740991', 'const', 'minLength']) {
      expect(text).not.toContain(gone);
    }
  });

  it('relaxed drops every bound, format and count, and keeps names and types', () => {
    const relaxed = toGeminiSchema(z.toJSONSchema(bill) as Record<string, unknown>, 'relaxed');
    const used = keywords(relaxed);
    for (const gone of ['format', 'minItems', 'maxItems', 'minimum', 'maximum'])
      expect(used).not.toContain(gone);
    expect(relaxed).toMatchObject({
      properties: { date: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    });
  });

  it('keeps the sum of maxItems far below 960, dropping the largest first', () => {
    const lists = z.object({
      a: z.array(z.string()).max(500),
      b: z.array(z.string()).max(100),
      c: z.array(z.object({ d: z.array(z.string()).max(120) })).max(300),
    });
    const schema = full(lists);
    let total = 0;
    JSON.stringify(schema, (key, value) => {
      if (key === 'maxItems') total += value;
      return value;
    });
    expect(total).toBe(220);
  });

  it('turns an enumeration with null into a nullable type and drops one that is too long', () => {
    expect(toGeminiSchema({ enum: ['a', 'b', null] }, 'full')).toEqual({
      type: ['string', 'null'],
      enum: ['a', 'b'],
    });
    const long = Array.from({ length: 100 }, (_, i) => `value-${i}`);
    expect(toGeminiSchema({ type: 'string', enum: long }, 'full')).toEqual({ type: 'string' });
  });

  it('merges allOf, however deep', () => {
    const a = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const b = { properties: { b: { type: 'number', maximum: 5 } }, required: ['b'] };
    const c = { properties: { c: { type: 'null' } } };
    const schema = { description: 'all', allOf: [a, { allOf: [b, c] }] };
    expect(toGeminiSchema(schema, 'full')).toEqual({
      description: 'all',
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number', maximum: 5 }, c: { type: 'null' } },
      required: ['a', 'b'],
    });
  });

  it('makes properties with a cyclic reference optional', () => {
    const section = z.object({
      title: z.string(),
      get children() {
        return z.array(section);
      },
    });
    const schema = full(z.object({ sections: z.array(section), title: z.string() }));
    expect(schema.required).toEqual(['title']);
    const [def] = Object.values(schema.$defs as Record<string, { required: string[] }>);
    expect(def!.required).toEqual(['title']);
    const root = full(section);
    expect(root.required).toEqual(['title']);
  });

  it('a property may be called like a keyword', () => {
    const schema = full(z.object({ pattern: z.string(), maxItems: z.number(), required: z.boolean() }));
    expect(Object.keys(schema.properties as object)).toEqual(['pattern', 'maxItems', 'required']);
  });

  it('does not change its input', () => {
    const input = z.toJSONSchema(bill) as Record<string, unknown>;
    const before = structuredClone(input);
    toGeminiSchema(input, 'full');
    expect(input).toEqual(before);
  });
});
