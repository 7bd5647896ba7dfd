import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server on which answers to commits can get lost, as when a network fails between the two. */
export interface LosingProxy {
  readonly port: number;
  /**
   * The next transaction is committed, but its connection ends before whoever committed it hears so. With `statement`, which
   * is its beginning: the next one that is sent so outside a transaction.
   */
  loseNextCommit(statement?: string): void;
  close(): void;
}

/** Opens a way to PostgreSQL at `target` on a free port of this machine. */
export async function openLosingProxy(target: number): Promise<LosingProxy> {
  const sockets = new Set<Socket>();
  let armed: string | undefined;
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let loses = false;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    client.on('data', (bytes) => {
      if (armed !== undefined && bytes.includes(armed)) {
        armed = undefined;
        loses = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      // The server answers when it has done it.
      if (loses) client.destroy();
      else client.write(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    loseNextCommit(statement = 'COMMIT\0') {
      armed = statement;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
