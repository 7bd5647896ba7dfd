import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { refuseOldNode } from './require-node.ts';

it('refuses what package.json does, in words', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe('>=22.18');
  for (const version of ['18.20.0', '20.19.5', '21.7.3', '22.9.0', '22.17.1'])
    expect(() => refuseOldNode(version)).toThrow(`this is Node ${version}`);
  for (const version of ['22.18.0', '22.20.1', '23.0.0', '24.21.0'])
    expect(() => refuseOldNode(version)).not.toThrow();
});
