import { expect, it } from 'vitest';
import { z } from 'zod';
import { toSentSchema } from './schema.ts';

const json = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema) as Record<string, unknown>;

const bill = z.object({
  date: z.iso.date().nullable(),
  count: z.int(),
  items: z.array(z.object({ name: z.string().min(1), amount: z.string().regex(/^\d+$/) })).max(50),
});

it('a closed schema with every property required is strict and keeps its bounds', () => {
  const { schema, strict } = toSentSchema(json(bill), 'full');
  expect(strict).toBe(true);
  expect(schema).not.toHaveProperty('$schema');
  expect(JSON.stringify(schema)).not.toContain('9007199254740991');
  expect(schema).toMatchObject({
    properties: { items: { maxItems: 50, items: { properties: { amount: { pattern: '^\\d+$' } } } } },
  });
});

it.each([
  ['an optional property', z.object({ a: z.string().optional() })],
  ['an optional property deep inside', z.object({ a: z.array(z.object({ b: z.string().optional() })) })],
  ['a record', z.object({ a: z.record(z.string(), z.string()) })],
  ['an open object', z.looseObject({ a: z.string() })],
  ['a list at the root', z.array(z.string())],
])('%s is not strict', (_, schema) => {
  expect(toSentSchema(json(schema), 'full').strict).toBe(false);
});

it.each(['allOf', 'oneOf'])('%s is not strict', (keyword) => {
  const inner = { [keyword]: [{ type: 'string' }, { type: 'number' }] };
  const schema = { type: 'object', properties: { a: inner }, required: ['a'], additionalProperties: false };
  expect(toSentSchema(schema, 'full').strict).toBe(false);
});

it('relaxed keeps names and types only', () => {
  const { schema, strict } = toSentSchema(json(bill), 'relaxed');
  expect(strict).toBe(false);
  expect(schema).toMatchObject({
    required: ['date', 'count', 'items'],
    properties: { items: { type: 'array', items: { properties: { amount: { type: 'string' } } } } },
  });
  for (const gone of ['pattern', 'maxItems', 'minLength', 'format']) {
    expect(JSON.stringify(schema)).not.toContain(gone);
  }
});

it('a property may be called like a keyword', () => {
  const schema = json(z.object({ pattern: z.string(), format: z.string(), propertyNames: z.string() }));
  const sent = toSentSchema(schema, 'relaxed').schema;
  expect(Object.keys(sent.properties as object)).toEqual(['pattern', 'format', 'propertyNames']);
});
