import { Command, Option } from 'commander';
import { createLeafcutter } from '../app.ts';
import { toWire } from '../domain/wire.ts';
import { Problem } from '../problem/problem.ts';
import { createKey, SCOPES, type Scope } from '../server/api-key.ts';
import type { KeyStore } from '../store/store.ts';
import { OPTIONS, type SharedOptions } from './options.ts';

/** `leafcutter keys create|list|revoke` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('make, list and revoke keys of the server');
  keys
    .command('create')
    .description('make a key and show it, this once')
    .argument('<name>', 'what or whom it is for')
    .addOption(
      new Option('--scope <scope>', 'read: look; write: submit, control and review; admin: all')
        .choices(SCOPES)
        .default('write'),
    )
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action(async (name: string, options: SharedOptions & { readonly scope: Scope }) => {
      await withKeys(options, async (store) => {
        const { key, text } = await createKey(store, { name, scope: options.scope, nowMs: Date.now() });
        if (options.json) process.stdout.write(`${JSON.stringify({ id: key.id, key: text })}\n`);
        else {
          process.stdout.write(`${text}\n`);
          process.stderr.write(`Key ${key.id} for "${name}" (${key.scope}). It is not shown again.\n`);
        }
      });
    });
  keys
    .command('list')
    .description('list the keys')
    .addOption(OPTIONS.home())
    .addOption(OPTIONS.json())
    .action((options: SharedOptions) =>
      withKeys(options, async (store) => {
        for (const { hash: _, ...key } of await store.list()) {
          const { id, name, scope, createdMs, revokedMs } = key;
          const made = new Date(createdMs).toISOString().slice(0, 10);
          process.stdout.write(
            options.json
              ? `${JSON.stringify(toWire(key))}\n`
              : `${id}  ${made}  ${scope.padEnd(5)}  ${revokedMs === null ? '' : '(revoked) '}${name}\n`,
          );
        }
      }),
    );
  keys
    .command('revoke')
    .description('make a key useless, within two seconds on a server that runs')
    .argument('<id>', 'see leafcutter keys list')
    .addOption(OPTIONS.home())
    .action((id: string, options: SharedOptions) =>
      withKeys(options, async (store) => {
        if (await store.revoke(id, Date.now())) return;
        throw new Problem('invalid-option', {
          detail: `There is no good key ${id}; list them with "leafcutter keys list"`,
        });
      }),
    );
  return keys;
}

async function withKeys(options: SharedOptions, work: (keys: KeyStore) => Promise<void>): Promise<void> {
  const leafcutter = await createLeafcutter({ settings: { dataDirectory: options.home } });
  try {
    await work(leafcutter.store.keys);
  } finally {
    await leafcutter.close();
  }
}
