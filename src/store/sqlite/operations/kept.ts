import type Database from 'better-sqlite3';
import type { RemoteFile } from '../../../models/model.ts';

/** Statements on derived data, hashes of files and files at providers, prepared once. */
export function keptOperations(database: Database.Database) {
  const getDerived = database
    .prepare<[string], Uint8Array>('SELECT bytes FROM derived WHERE key = ?')
    .pluck();
  const putDerived = database.prepare(
    'INSERT INTO derived (key, bytes) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes',
  );
  const getHash = database
    .prepare<[string, number, number], string>(
      'SELECT sha256 FROM file_hashes WHERE path = ? AND bytes = ? AND modified_ms = ?',
    )
    .pluck();
  const putHash = database.prepare(
    `INSERT INTO file_hashes (path, bytes, modified_ms, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (path)
     DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms, sha256 = excluded.sha256`,
  );
  const begin = database.prepare(
    'INSERT INTO remote_files (lane, name) VALUES (?, ?) ON CONFLICT (lane, name) DO NOTHING',
  );
  const end = database.prepare('DELETE FROM remote_files WHERE lane = ? AND name = ?');
  const left = database.prepare<[string], RemoteFile>(
    'SELECT lane, name FROM remote_files WHERE lane = ? ORDER BY name',
  );

  return {
    getDerived(key: string): Uint8Array | null {
      return getDerived.get(key) ?? null;
    },
    putDerived(key: string, bytes: Uint8Array): void {
      // The driver takes Buffers only; this is a view, not a copy.
      putDerived.run(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
    getFileHash(path: string, bytes: number, modifiedMs: number): string | null {
      return getHash.get(path, bytes, modifiedMs) ?? null;
    },
    putFileHash(path: string, bytes: number, modifiedMs: number, sha256: string): void {
      putHash.run(path, bytes, modifiedMs, sha256);
    },
    beginRemoteFile(lane: string, name: string): void {
      begin.run(lane, name);
    },
    endRemoteFile(lane: string, name: string): void {
      end.run(lane, name);
    },
    leftRemoteFiles(lane: string): RemoteFile[] {
      return left.all(lane);
    },
  };
}
