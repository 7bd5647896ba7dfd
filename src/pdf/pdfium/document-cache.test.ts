import { fstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DocumentCache } from './document-cache.ts';
import type { Pdfium } from './pdfium.ts';

const folder = mkdtempSync(join(tmpdir(), 'leafcutter-documents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A library that opens whatever it is given, and the descriptors it was given. */
function library() {
  const given: number[] = [];
  const pdfium = {
    openDocument({ fd }: { readonly fd: number }) {
      given.push(fd);
      return fd;
    },
    pageCount: () => 1,
    closeDocument: () => {},
  } as unknown as Pdfium;
  return { pdfium, given };
}

function file(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, '%PDF-1.7\n');
  return path;
}

const isOpen = (fd: number): boolean => {
  try {
    fstatSync(fd);
    return true;
  } catch {
    return false;
  }
};

it('closes what nobody asked for between two times, and opens it anew', () => {
  const { pdfium, given } = library();
  const cache = new DocumentCache(pdfium);
  const [kept, gone] = [file('kept.pdf'), file('gone.pdf')];
  cache.get(kept);
  cache.get(gone);
  expect(cache.closeUnused()).toBe(2);
  cache.get(kept);
  rmSync(gone);
  expect(cache.closeUnused()).toBe(1);
  expect(given.map(isOpen)).toEqual([true, false]);
  expect(cache.closeUnused()).toBe(0);
  expect(given.map(isOpen)).toEqual([false, false]);
  expect(cache.get(kept).pageCount).toBe(1);
  expect(given).toHaveLength(3);
});
