import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can go dead as cables do: what is open hears nothing any more, and is never told. */
export interface HalfOpenProxy {
  readonly port: number;
  /** Cuts all that is open half-way; connections made afterwards work. Answers how many there were. */
  freeze(): number;
  close(): void;
}

/** Opens a way to `target` on a free port of this machine. */
export async function openProxy(target: number): Promise<HalfOpenProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) if (other !== socket) other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const frozen: Socket[] = [];
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      const cut = [...pairs];
      pairs.clear();
      for (const [client, upstream] of cut) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        for (const socket of [client, upstream]) {
          socket.removeAllListeners('close').pause();
          frozen.push(socket);
        }
      }
      return cut.length;
    },
    close() {
      for (const [client, upstream] of pairs) {
        client.destroy();
        upstream.destroy();
      }
      for (const socket of frozen) socket.destroy();
      server.close();
    },
  };
}
