// A process that writes passages beside others: node passage-writer.ts sqlite|postgres PLACE NAME
import { createPostgresRetrieval } from '../../src/retrieval/postgres/postgres-retrieval.ts';
import type { RetrievalStore } from '../../src/retrieval/retrieval.ts';
import { createSqliteRetrieval } from '../../src/retrieval/sqlite/sqlite-retrieval.ts';
import { openDatabase } from '../../src/store/postgres/database.ts';

const [kind, place = '', name = ''] = process.argv.slice(2);

async function write(store: RetrievalStore): Promise<void> {
  for (const collection of ['shared', name]) {
    const ids = Array.from({ length: 250 }, (_, index) => `p${index}`);
    await store.add(
      collection,
      ids.map((id) => ({ id, pageNumber: 1, section: 'One', text: `Text of ${collection}` })),
    );
    const vectors = new Map(ids.map((id) => [id, Float32Array.of(1, 0)]));
    await store.addVectors(collection, { space: 'test', vectors });
  }
  // What is forgotten while others write.
  await store.keepOnly(name, new Set(['p1', 'p2']));
}

if (kind === 'sqlite') {
  const store = createSqliteRetrieval(place);
  await write(store);
  await store.close();
} else {
  const database = openDatabase({ url: place, connections: 2 });
  await write(createPostgresRetrieval({ database, schema: 'processes' }));
  await database.close();
}
