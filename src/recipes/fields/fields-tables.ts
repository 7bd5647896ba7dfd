import type { Evidence } from '../../domain/evidence.ts';
import type { DocumentResult } from '../../domain/result.ts';
import type { Table } from '../recipe.ts';
import type { FieldsResult } from './fields-result.ts';

/** One row a field: its value, and where it stands. */
export const fieldsTables: readonly Table<FieldsResult>[] = [
  {
    name: 'fields',
    columns: ['document', 'field', 'value', 'page_number', 'quote', 'match', 'confidence', 'origin'],
    *rows(result) {
      const byPath = new Map(result.evidence.map((one) => [one.path, one]));
      for (const [path, value] of leavesOf(result)) {
        const found: Evidence | undefined = byPath.get(path);
        yield {
          document: result.document.name,
          field: path.replace(/^fields\./, ''),
          value,
          page_number: found?.pageNumber ?? null,
          quote: found?.quote ?? null,
          match: found?.match ?? null,
          confidence: found?.confidence ?? null,
          origin: found?.origin ?? null,
        };
      }
    },
  },
  {
    name: 'discovered',
    columns: ['document', 'name', 'label', 'type', 'value', 'page_number'],
    *rows({ document, data }) {
      for (const field of data?.discovered ?? []) yield { ...field, document: document.name };
    },
  },
];

type Scalar = string | number | boolean | null;

function* leavesOf({ data }: DocumentResult<FieldsResult>): Generator<readonly [string, Scalar]> {
  yield* walk(data?.fields ?? data?.incomplete ?? {}, 'fields');
}

function* walk(value: unknown, path: string): Generator<readonly [string, Scalar]> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* walk(entry, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* walk(member, `${path}.${name}`);
  } else {
    yield [path, (value ?? null) as Scalar];
  }
}
