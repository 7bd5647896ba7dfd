import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where Debian, Homebrew and others put the programs of the server that they keep off the path. */
const PLACES = ['/usr/lib/postgresql', '/usr/local/opt/postgresql', '/opt/homebrew/opt/postgresql'];

/** A PostgreSQL server of a test's own, in a temporary folder, on a free port of this machine alone. */
export interface PostgresServer {
  readonly url: string;
  readonly port: number;
  /** Ends the server as its administrator would (`fast`), or as a crash does (`immediate`). */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  /** Starts it again on the same port, with all that it had. */
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  dispose(): Promise<void>;
}

/** The folder of the server's programs; null where there is no PostgreSQL. */
export function postgresPrograms(): string | null {
  for (const place of PLACES) {
    if (!existsSync(place)) continue;
    const versions = readdirSync(place).toSorted((a, b) => Number(b) - Number(a));
    for (const path of [join(place, 'bin'), ...versions.map((version) => join(place, version, 'bin'))]) {
      if (existsSync(join(path, 'initdb'))) return path;
    }
  }
  return null;
}

/** What PostgreSQL that is installed here can have of pgvector: whether it is there, and the Debian package that brings it. */
export function pgvectorHere(): { readonly present: boolean; readonly aptPackage: string } | null {
  const programs = postgresPrograms();
  if (programs === null) return null;
  const [major] =
    /\d+/.exec(execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' })) ?? [];
  const config = join(programs, 'pg_config');
  // Some systems bring it with what extensions are built with, and then know of none.
  const share = existsSync(config) ? execFileSync(config, ['--sharedir'], { encoding: 'utf8' }).trim() : null;
  return {
    present: share !== null && existsSync(join(share, 'extension', 'vector.control')),
    aptPackage: `postgresql-${major}-pgvector`,
  };
}

/** Starts a server; `safe`: with every commit synced to disk, as people run it. */
export async function startPostgres({ safe = false } = {}): Promise<PostgresServer> {
  const programs = postgresPrograms();
  if (programs === null) throw new Error('PostgreSQL is not installed: no initdb was found');
  const folder = mkdtempSync(join(tmpdir(), 'leafcutter-postgres-'));
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? identityOf('postgres') : null;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'leafcutter', '-A', 'trust', '--no-sync', '--no-locale', '-E', 'UTF8'],
    { ...user, cwd: folder, stdio: 'pipe' },
  );
  const port = await freePort();
  let running: ReturnType<typeof spawn> | undefined;

  const start = async (): Promise<void> => {
    const settings = [
      ['listen_addresses', '127.0.0.1'],
      ['unix_socket_directories', folder],
      ['max_connections', '200'],
      ['log_min_messages', 'fatal'],
      ...(safe ? [] : [['fsync', 'off']]),
    ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', data, '-p', String(port), ...settings];
    // The shell waits at its input, which ends with this process however it ends, and then ends the server.
    const script =
      '"$0" "$@" >/dev/null 2>&1 <&- & server=$!; read -r signal || signal=QUIT; kill -$signal $server; wait $server';
    running = spawn('sh', ['-c', script, join(programs, 'postgres'), ...args], {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    for (let tries = 0; ; tries++) {
      try {
        execFileSync(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
        return;
      } catch (error) {
        if (tries > 200) throw error;
        await sleep(50);
      }
    }
  };
  const stop = async (how: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    if (!running) return;
    const ended = once(running, 'exit');
    running.stdin?.end(how === 'fast' ? 'INT\n' : 'QUIT\n');
    await ended;
    running = undefined;
  };

  await start();
  return {
    url: `postgres://leafcutter@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop,
    async dispose() {
      await stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function identityOf(name: string): { readonly uid: number; readonly gid: number } {
  const number = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
