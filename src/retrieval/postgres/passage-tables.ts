import { toProblem } from '../../problem/problem.ts';
import type { PassageDatabase } from './passage-database.ts';

/** Rows moved in one statement. */
const SLICE = 500;

/**
 * Words as they are stored and asked: stemmed as SQLite's `porter` does, and none left out, since a text in one
 * language has words that are stop words in another.
 *
 * Rows stay whole up to a page of 8 KB: reading them is most of what a search costs.
 */
const schemaOf = (schema: string): string => `
CREATE SCHEMA IF NOT EXISTS ${schema};
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'words' AND cfgnamespace = '${schema}'::regnamespace) THEN
    CREATE TEXT SEARCH DICTIONARY ${schema}.stem (TEMPLATE = snowball, LANGUAGE = porter);
    CREATE TEXT SEARCH CONFIGURATION ${schema}.words (COPY = pg_catalog.simple);
    ALTER TEXT SEARCH CONFIGURATION ${schema}.words ALTER MAPPING FOR asciiword, word WITH ${schema}.stem;
  END IF;
END $$;
CREATE TABLE IF NOT EXISTS ${schema}.passages (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  page_number BIGINT NOT NULL,
  section TEXT NOT NULL,
  text TEXT NOT NULL,
  length INTEGER NOT NULL,
  words TSVECTOR NOT NULL,
  UNIQUE (collection, id)
) WITH (toast_tuple_target = 8160);
CREATE INDEX IF NOT EXISTS passages_words ON ${schema}.passages USING gin (words);
CREATE TABLE IF NOT EXISTS ${schema}.spaces (
  number INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  dimensions INTEGER NOT NULL
);
${vectorTable(schema, 'arrays', 'BYTEA')}
ALTER TABLE ${schema}.arrays ALTER COLUMN vector SET STORAGE EXTERNAL;
`;

const vectorTable = (schema: string, table: string, type: string): string => `
CREATE TABLE IF NOT EXISTS ${schema}.${table} (
  space INTEGER NOT NULL REFERENCES ${schema}.spaces (number),
  collection TEXT NOT NULL,
  passage BIGINT NOT NULL REFERENCES ${schema}.passages (number) ON DELETE CASCADE,
  vector ${type} NOT NULL,
  PRIMARY KEY (space, collection, passage)
) WITH (toast_tuple_target = 8160);
CREATE INDEX IF NOT EXISTS ${table}_of_passage ON ${schema}.${table} (passage);
`;

/** What compares vectors: pgvector, with the schema it was installed in, or this program. */
export type VectorComparison =
  | { readonly by: 'pgvector'; readonly schema: string; readonly version: string }
  | { readonly by: 'program'; readonly why: string };

/**
 * Makes the tables where they are missing, pgvector too where this server has it and this user may; vectors that were
 * stored before pgvector was there are moved to it.
 */
export async function openTables(database: PassageDatabase, schema: string): Promise<VectorComparison> {
  await database.transaction(async ({ query }) => {
    // Of many processes that start at once one makes them.
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`leafcutter:${schema}`]);
    await query(schemaOf(schema));
  });
  const comparison = await findComparison(database);
  if (comparison.by === 'pgvector') {
    await database.transaction(async ({ query }) => {
      await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`leafcutter:${schema}`]);
      await query(vectorTable(schema, 'vectors', `"${comparison.schema}".vector`));
    });
    while ((await moveArrays(database, schema, comparison.schema)) > 0);
  }
  return comparison;
}

async function findComparison(database: PassageDatabase): Promise<VectorComparison> {
  const find = async (): Promise<VectorComparison | null> => {
    const [found] = await database.query<{ schema: string; version: string }>(
      `SELECT nspname AS schema, extversion AS version FROM pg_extension
       JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = $1`,
      ['vector'],
    );
    return found ? { by: 'pgvector', ...found } : null;
  };
  const there = await find();
  if (there) return there;
  const available = await database.query('SELECT FROM pg_available_extensions WHERE name = $1', ['vector']);
  if (available.length === 0) return { by: 'program', why: 'the server does not have pgvector' };
  try {
    // Where everybody in this database finds it.
    await database.query('CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public');
  } catch (error) {
    // Another process may have made it in the same moment.
    return (
      (await find()) ?? {
        by: 'program',
        why: `pgvector could not be made, CREATE EXTENSION vector by an administrator does it (${toProblem(error).detail})`,
      }
    );
  }
  return (await find())!;
}

/** Moves some vectors into the table of pgvector; answers how many. */
function moveArrays(database: PassageDatabase, schema: string, extension: string): Promise<number> {
  return database.transaction(async ({ query }) => {
    const rows = await query<{ space: number; collection: string; passage: number; vector: Buffer }>(
      `DELETE FROM ${schema}.arrays WHERE (space, collection, passage) IN
         (SELECT space, collection, passage FROM ${schema}.arrays LIMIT ${SLICE} FOR UPDATE SKIP LOCKED)
       RETURNING space, collection, passage, vector`,
    );
    await query(
      `INSERT INTO ${schema}.vectors (space, collection, passage, vector)
       SELECT space, collection, passage, vector::"${extension}".vector
       FROM unnest($1::integer[], $2::text[], $3::bigint[], $4::text[]) AS moved (space, collection, passage, vector)
       ON CONFLICT DO NOTHING`,
      [
        rows.map(({ space }) => space),
        rows.map(({ collection }) => collection),
        rows.map(({ passage }) => passage),
        rows.map(({ vector }) => vectorText(vectorOf(vector))),
      ],
    );
    return rows.length;
  });
}

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

/** A vector from its bytes, wherever they begin. */
export function vectorOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
