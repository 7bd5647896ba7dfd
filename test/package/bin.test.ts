import { spawnSync } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const bin = resolve(import.meta.dirname, '../../bin/leafcutter.js');

/** A Node on PATH that is too old for us, such as the one that npm itself runs on. */
function findOldNode(): string | undefined {
  for (const directory of process.env.PATH?.split(delimiter) ?? []) {
    const node = join(directory, 'node');
    const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1]);
    if (status === 0 && major < 22) return node;
  }
  return undefined;
}

const claim = (version: string): string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`,
];

describe('an old Node is refused in one line, before anything is loaded', () => {
  const oldNode = findOldNode();
  const nodes = [
    { name: 'a Node that says it is 20.19.0', command: process.execPath, args: claim('20.19.0') },
    { name: 'a Node that says it is 22.17.1', command: process.execPath, args: claim('22.17.1') },
    ...(oldNode ? [{ name: `the old Node on PATH, ${oldNode}`, command: oldNode, args: [] }] : []),
  ];

  test.each(nodes)('$name', ({ command, args }) => {
    const { status, stdout, stderr } = spawnSync(command, [...args, bin, '--help'], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^leafcutter needs Node 22\.18 or later, and this is Node [\d.]+: .*\n$/);
    expect(status).toBe(1);
  });
});

test.each(['22.18.0', '24.0.0', '100.0.0'])('Node %s is taken', (version) => {
  const { status, stdout } = spawnSync(process.execPath, [...claim(version), bin, '--help'], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('leafcutter');
  expect(status).toBe(0);
});
