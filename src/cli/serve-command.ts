import { Command } from 'commander';
import { createLeafcutter } from '../app.ts';
import { Problem } from '../problem/problem.ts';
import { EXIT } from './exit-code.ts';
import { OPTIONS } from './options.ts';
import { packageVersion } from './package-version.ts';

interface ServeOptions {
  readonly home?: string;
  readonly host?: string;
  readonly port?: string;
  readonly requireKey?: boolean;
  readonly allowHost?: string[];
  readonly work: boolean;
}

/** `leafcutter serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serve jobs over HTTP; on another address than this machine only with a key (see keys)')
    .option('--host <address>', 'where to listen (default: LEAFCUTTER_HOST or 127.0.0.1)')
    .option('--port <number>', 'where to listen (default: LEAFCUTTER_PORT or 4280)')
    .option('--require-key', 'ask for a key on this machine too')
    .option('--allow-host <name...>', 'hosts whose private addresses may be fetched from')
    .option('--no-work', 'leave documents to "leafcutter worker" (with DATABASE_URL)')
    .addOption(OPTIONS.home())
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const port = parsePort(options.port);
  // Loaded here: no other command needs it.
  const [{ createServer }, { builtPage }] = await Promise.all([
    import('../server/server.ts'),
    import('../server/page.ts'),
  ]);
  const leafcutter = await createLeafcutter({
    settings: {
      dataDirectory: options.home,
      serverHost: options.host,
      serverPort: port,
      work: options.work ? undefined : false,
      allowHosts: options.allowHost?.join(','),
    },
  });
  const page = builtPage();
  let server: Awaited<ReturnType<typeof createServer>> | undefined;
  try {
    server = await createServer(leafcutter, {
      version: packageVersion(),
      page,
      logger: { level: 'info' },
      ...(options.requireKey ? { requireKey: true } : {}),
    });
    const asked = askedToEnd();
    const address = await server.listen();
    if (leafcutter.config.databaseUrl !== undefined && leafcutter.config.work) leafcutter.work();
    if (page === null) {
      process.stderr.write('The page is not built, so there is the API alone: run "npm run build" first\n');
    }
    process.stderr.write(
      `Leafcutter serves at ${address} (its API at ${address}/docs); Ctrl-C ends it, jobs go on at the next start\n`,
    );
    await asked;
    process.stderr.write(
      'Ending: calls in flight end and are kept. Once more to leave now; nothing is lost.\n',
    );
  } finally {
    await server?.close();
    await leafcutter.close();
  }
}

function parsePort(text: string | undefined): string | undefined {
  if (text === undefined || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535)) return text;
  throw new Problem('invalid-option', {
    detail: `--port ${text}: write a whole number from 0 (any free one) to 65535`,
  });
}

/** Resolves at the first signal to end; the second one leaves at once. */
function askedToEnd(): Promise<void> {
  return new Promise((end) => {
    let times = 0;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        times++;
        if (times > 1) process.exit(EXIT.interrupted);
        end();
      });
    }
  });
}
