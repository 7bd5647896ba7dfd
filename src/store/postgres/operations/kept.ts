import type { Database } from '../database.ts';

interface RemoteFileRow {
  readonly lane: string;
  readonly name: string;
  readonly owner: string;
}

/** Statements on derived data and files at providers. */
export function keptOperations({ query }: Database) {
  return {
    async getDerived(key: string): Promise<Uint8Array | null> {
      const rows = await query<{ bytes: Uint8Array }>('SELECT bytes FROM derived WHERE key = $1', [key]);
      return rows[0]?.bytes ?? null;
    },
    async putDerived(key: string, bytes: Uint8Array): Promise<void> {
      // The driver takes Buffers only; this is a view, not a copy.
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      await query(
        'INSERT INTO derived (key, bytes) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes',
        [key, view],
      );
    },
    async beginRemoteFile(lane: string, name: string, owner: string): Promise<void> {
      await query(
        `INSERT INTO remote_files (lane, name, owner) VALUES ($1, $2, $3)
         ON CONFLICT (lane, name) DO UPDATE SET owner = excluded.owner`,
        [lane, name, owner],
      );
    },
    async endRemoteFile(lane: string, name: string): Promise<void> {
      await query('DELETE FROM remote_files WHERE lane = $1 AND name = $2', [lane, name]);
    },
    listRemoteFiles(lane: string): Promise<RemoteFileRow[]> {
      return query('SELECT lane, name, owner FROM remote_files WHERE lane = $1 ORDER BY name COLLATE "C"', [
        lane,
      ]);
    },
  };
}
