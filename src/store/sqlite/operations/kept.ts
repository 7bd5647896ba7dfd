import type Database from 'better-sqlite3';
import type { RemoteFile } from '../../../models/model.ts';

/** A file at a provider with the process that put it there. */
export type RemoteFileRow = RemoteFile & { readonly owner: string };

/** Statements on derived data and files at providers, prepared once. */
export function keptOperations(database: Database.Database) {
  const getDerived = database
    .prepare<[string], Uint8Array>('SELECT bytes FROM derived WHERE key = ?')
    .pluck();
  const putDerived = database.prepare(
    'INSERT INTO derived (key, bytes) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes',
  );
  const begin = database.prepare(
    `INSERT INTO remote_files (lane, name, owner) VALUES (?, ?, ?)
     ON CONFLICT (lane, name) DO UPDATE SET owner = excluded.owner`,
  );
  const end = database.prepare('DELETE FROM remote_files WHERE lane = ? AND name = ?');
  const list = database.prepare<[string], RemoteFileRow>(
    'SELECT lane, name, owner FROM remote_files WHERE lane = ? ORDER BY name',
  );

  return {
    getDerived(key: string): Uint8Array | null {
      return getDerived.get(key) ?? null;
    },
    putDerived(key: string, bytes: Uint8Array): void {
      // The driver takes Buffers only; this is a view, not a copy.
      putDerived.run(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
    beginRemoteFile(lane: string, name: string, owner: string): void {
      begin.run(lane, name, owner);
    },
    endRemoteFile(lane: string, name: string): void {
      end.run(lane, name);
    },
    listRemoteFiles(lane: string): RemoteFileRow[] {
      return list.all(lane);
    },
  };
}
