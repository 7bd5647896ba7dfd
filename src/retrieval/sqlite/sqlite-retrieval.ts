import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { load as loadVectors } from 'sqlite-vec';
import { Problem, toProblem } from '../../problem/problem.ts';
import type { KeptPassage, RetrievalStore } from '../retrieval.ts';

/** Rows written in one transaction: a few milliseconds each, so that nothing else waits long. */
const SLICE = 100;
/** Another process may be writing. */
const BUSY_TIMEOUT_MS = 5_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS passages (
  number INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  page_number INTEGER NOT NULL,
  section TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (collection, id)
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5(
  section, text, content='passages', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS spaces (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL
) STRICT;
`;

interface PassageRow {
  readonly id: string;
  readonly page_number: number;
  readonly section: string;
  readonly text: string;
}

/**
 * Passages in the SQLite file `path`: full text by FTS5 (BM25), vectors by sqlite-vec. The file is opened when it is first
 * used, and holds nothing that cannot be made again.
 */
export function createSqliteRetrieval(path: string): RetrievalStore {
  let opened: RetrievalStore | undefined;
  const use = (): RetrievalStore => {
    opened ??= openSqliteRetrieval(path);
    return opened;
  };
  return {
    ids: async (collection) => use().ids(collection),
    idsInSpace: async (collection, space) => use().idsInSpace(collection, space),
    add: async (collection, passages) => use().add(collection, passages),
    addVectors: async (collection, vectors) => use().addVectors(collection, vectors),
    get: async (collection, ids) => use().get(collection, ids),
    // No file is made to remove something from it.
    keepOnly: async (collection, ids) =>
      opened || existsSync(path) ? use().keepOnly(collection, ids) : undefined,
    matching: async (collection, query, limit) => use().matching(collection, query, limit),
    nearest: async (collection, query, limit) => use().nearest(collection, query, limit),
    describe: async () => use().describe(),
    close: async () => opened?.close(),
  };
}

function openSqliteRetrieval(path: string): RetrievalStore {
  const database = open(path);
  const prepared = {
    ids: database.prepare('SELECT id FROM passages WHERE collection = ?').pluck(),
    add: database.prepare(
      `INSERT INTO passages (collection, id, page_number, section, text) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING number`,
    ),
    addText: database.prepare('INSERT INTO passages_text (rowid, section, text) VALUES (?, ?, ?)'),
    all: database.prepare('SELECT number, id, section, text FROM passages WHERE collection = ?'),
    remove: database.prepare('DELETE FROM passages WHERE number = ?'),
    removeText: database.prepare(
      "INSERT INTO passages_text (passages_text, rowid, section, text) VALUES ('delete', ?, ?, ?)",
    ),
    get: database.prepare(
      'SELECT id, page_number, section, text FROM passages WHERE collection = ? AND id = ?',
    ),
    number: database.prepare('SELECT number FROM passages WHERE collection = ? AND id = ?').pluck(),
    matching: database.prepare(
      `SELECT id, page_number, passages.section, passages.text FROM passages_text
       JOIN passages ON passages.number = passages_text.rowid
       WHERE passages_text MATCH ? AND collection = ? ORDER BY bm25(passages_text, 2.0, 1.0) LIMIT ?`,
    ),
    space: database.prepare('SELECT number, dimensions FROM spaces WHERE name = ?'),
    spaces: database.prepare('SELECT number FROM spaces').pluck(),
    addSpace: database.prepare('INSERT INTO spaces (name, dimensions) VALUES (?, ?) ON CONFLICT DO NOTHING'),
  };

  const space = (name: string): { number: number; dimensions: number } | undefined =>
    prepared.space.get(name) as { number: number; dimensions: number } | undefined;

  function openSpace(name: string, dimensions: number): { number: number; dimensions: number } {
    prepared.addSpace.run(name, dimensions);
    const found = space(name)!;
    database.exec(
      `CREATE VIRTUAL TABLE IF NOT EXISTS vectors_${found.number} USING vec0(
         passage INTEGER PRIMARY KEY, collection TEXT PARTITION KEY, vector FLOAT[${found.dimensions}] distance_metric=cosine)`,
    );
    return found;
  }

  /**
   * Writes slice by slice, so that the thread is never held for long. Each begins as a writer: one that read first could
   * not wait for another process.
   */
  async function inSlices<Item>(items: readonly Item[], write: (item: Item) => void): Promise<void> {
    for (let at = 0; at < items.length; at += SLICE) {
      guarded(path, () =>
        database
          .transaction(() => {
            for (const item of items.slice(at, at + SLICE)) write(item);
          })
          .immediate(),
      );
      await turn();
    }
  }

  return {
    async ids(collection) {
      return new Set(prepared.ids.all(collection) as string[]);
    },
    async idsInSpace(collection, name) {
      const found = space(name);
      if (!found) return new Set();
      const ids = database
        .prepare(
          `SELECT id FROM vectors_${found.number} AS vectors JOIN passages ON passages.number = vectors.passage
           WHERE vectors.collection = ?`,
        )
        .pluck()
        .all(collection);
      return new Set(ids as string[]);
    },
    add: (collection, passages) =>
      inSlices(passages, ({ id, pageNumber, section, text }) => {
        const row = prepared.add.get(collection, id, pageNumber, section, text) as
          | { number: number }
          | undefined;
        if (row) prepared.addText.run(row.number, section, text);
      }),
    async addVectors(collection, { space: name, vectors }) {
      const [first] = vectors.values();
      if (!first) return;
      const { number } = guarded(path, () =>
        database.transaction(() => openSpace(name, first.length)).immediate(),
      );
      const forget = database.prepare(`DELETE FROM vectors_${number} WHERE passage = ?`);
      const insert = database.prepare(
        `INSERT INTO vectors_${number} (passage, collection, vector) VALUES (?, ?, ?)`,
      );
      await inSlices([...vectors], ([id, vector]) => {
        const passage = prepared.number.get(collection, id) as number | undefined;
        if (passage === undefined) return;
        // A virtual table takes whole numbers as such alone.
        forget.run(BigInt(passage));
        insert.run(
          BigInt(passage),
          collection,
          new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
        );
      });
    },
    async get(collection, ids) {
      return ids.flatMap((id) => {
        const row = prepared.get.get(collection, id) as PassageRow | undefined;
        return row ? [passageOf(row)] : [];
      });
    },
    async keepOnly(collection, ids) {
      const rows = prepared.all.all(collection) as {
        number: number;
        id: string;
        section: string;
        text: string;
      }[];
      const stale = rows.filter(({ id }) => !ids.has(id));
      const spaces = (prepared.spaces.all() as number[]).map((number) =>
        database.prepare(`DELETE FROM vectors_${number} WHERE passage = ?`),
      );
      await inSlices(stale, ({ number, section, text }) => {
        for (const forget of spaces) forget.run(BigInt(number));
        prepared.removeText.run(number, section, text);
        prepared.remove.run(number);
      });
    },
    async matching(collection, query, limit) {
      const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
      if (words.length === 0) return [];
      const any = [...new Set(words)].map((word) => `"${word}"`).join(' OR ');
      return (prepared.matching.all(any, collection, limit) as PassageRow[]).map(passageOf);
    },
    async nearest(collection, { space: name, vector }, limit) {
      const found = space(name);
      if (!found || found.dimensions !== vector.length) return [];
      const rows = database
        .prepare(
          `SELECT id, page_number, section, text FROM
             (SELECT passage, distance FROM vectors_${found.number} WHERE vector MATCH ? AND k = ? AND collection = ?) AS near
           JOIN passages ON passages.number = near.passage ORDER BY distance`,
        )
        .all(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), limit, collection);
      return (rows as PassageRow[]).map(passageOf);
    },
    async describe() {
      const version = database.prepare('SELECT vec_version()').pluck().get() as string;
      return { words: `${path}: full text by FTS5`, vectors: `by sqlite-vec ${version}` };
    },
    async close() {
      database.close();
    },
  };
}

function passageOf({ id, page_number, section, text }: PassageRow): KeptPassage {
  return { id, pageNumber: page_number, section, text };
}

function open(path: string): Database.Database {
  return guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    // What a crash takes away is made again from the documents.
    database.pragma('synchronous = NORMAL');
    loadVectors(database);
    database.exec(SCHEMA);
    return database;
  });
}

function guarded<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code !== 'internal') throw problem;
    throw new Problem('store-unavailable', {
      detail: `The passages in ${path} cannot be read or written (${problem.detail}); remove the file, it is made again`,
      cause: error,
    });
  }
}
