import { expect, it } from 'vitest';
import { EMPTY_FEED, type Feed, hear, sample } from '../../web/jobs/job-feed.ts';
import { fieldsOf } from '../../web/upload/schema-fields.ts';

const events = (...given: readonly (readonly [string, object])[]): Feed =>
  given.reduce((feed, [event, data], at) => hear(feed, { id: null, event, data }, at), EMPTY_FEED);

it('knows what is being read and what it has cost, from events alone', () => {
  const start = ['document-start', { document_id: 'a', name: 'a.pdf' }] as const;
  const progress = ['document-progress', { document_id: 'a', done: 2, total: 5 }] as const;
  const call = ['call-end', { usage: { cost_micros: 30 } }] as const;
  expect(events(start, progress, call)).toMatchObject({
    active: [{ id: 'a', name: 'a.pdf', done: 2, total: 5 }],
    calls: 1,
    costMicros: 30,
  });
  // A retry of the same document is one document at work.
  expect(events(start, start).active).toHaveLength(1);
  expect(events(start, ['document-end', { document_id: 'a' }])).toMatchObject({ active: [], documents: 1 });
  expect(events(start, ['end', {}]).active).toEqual([]);
  expect(hear(EMPTY_FEED, { id: null, event: 'snapshot', data: {} }, 0)).toBe(EMPTY_FEED);
});

it('keeps ten minutes of samples', () => {
  let feed = EMPTY_FEED;
  for (let second = 0; second < 700; second++) feed = sample(feed, second * 1_000);
  expect(feed.samples).toHaveLength(600);
  expect(feed.samples.at(-1)?.atMs).toBe(699_000);
});

it('makes a form of whatever options a recipe has', () => {
  const schema = {
    type: 'object',
    properties: {
      pages: { type: 'integer', default: 7, minimum: 1, maximum: 50 },
      discover: { type: 'boolean' },
      tone: { type: 'string', enum: ['plain', 'warm'] },
      tags: { type: 'array', items: { type: 'string' } },
      fields: {
        type: 'array',
        items: { properties: { name: { type: 'string' }, type: { enum: ['money'] } } },
      },
      schema: { type: 'object' },
    },
  };
  expect(fieldsOf(schema)).toMatchObject([
    { name: 'pages', kind: 'number', placeholder: 'Default 7', min: 1, max: 50 },
    { name: 'discover', kind: 'boolean' },
    { name: 'tone', kind: 'string', choices: ['plain', 'warm'] },
    { name: 'tags', kind: 'lines' },
    { name: 'fields', kind: 'named', hint: 'One a line; after a colon one of money' },
    { name: 'schema', kind: 'json' },
  ]);
});
