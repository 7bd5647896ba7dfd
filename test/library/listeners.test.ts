import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLeafcutter } from '../../src/index.ts';

test('a listener that throws becomes a warning, and the run goes on', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const home = await mkdtemp(join(tmpdir(), 'listeners-'));
  const heard: string[] = [];
  const leafcutter = await createLeafcutter({
    environment: {},
    settings: { dataDirectory: home },
    onEvent: () => {
      throw new Error('of the listener');
    },
  });
  try {
    leafcutter.onEvent(({ type }) => heard.push(type));
    const bill = resolve(import.meta.dirname, '../../examples/documents/two-bills.pdf');
    const run = await leafcutter.start({ recipe: 'bill', sources: [bill] });
    expect((await run.summary).state).toBe('completed');
    expect(heard).toEqual(expect.arrayContaining(['job-start', 'document-end', 'job-end']));
    expect(warn.mock.calls.length).toBe(heard.length);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ message: 'of the listener' });
  } finally {
    await leafcutter.close();
    await rm(home, { recursive: true, force: true });
    warn.mockRestore();
  }
});
