import { PGlite, type Transaction } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { PassageDatabase, Query } from '../../src/retrieval/postgres/passage-database.ts';

/**
 * PostgreSQL with pgvector inside this process, so that what pgvector does is tested on machines whose server has none.
 * One connection: many at once are for a server to try.
 */
export async function openPglite(): Promise<{ readonly database: PassageDatabase; close(): Promise<void> }> {
  const pglite = await PGlite.create({ extensions: { vector } });
  const queryOn =
    (connection: PGlite | Transaction): Query =>
    async <Row>(text: string, values: readonly unknown[] = []) => {
      if (values.length > 0) return (await connection.query<Row>(text, [...values])).rows;
      return ((await connection.exec(text)).at(-1)?.rows ?? []) as Row[];
    };
  return {
    database: {
      place: 'pglite',
      query: queryOn(pglite),
      transaction: <Value>(work: (attempt: { readonly query: Query }) => Promise<Value>) =>
        pglite.transaction((connection) => work({ query: queryOn(connection) })) as Promise<Value>,
    },
    close: () => pglite.close(),
  };
}
