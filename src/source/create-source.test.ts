import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isProblem } from '../problem/problem.ts';
import { createSource, type SourceOptions } from './create-source.ts';
import type { SourceEntry } from './source.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leafcutter-source-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function files(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
}

async function entries(inputs: string[], options?: SourceOptions): Promise<SourceEntry[]> {
  const found: SourceEntry[] = [];
  for await (const entry of createSource(inputs, options).list(new AbortController().signal))
    found.push(entry);
  return found;
}

/** Names, with the problem's code where there is one. */
async function names(inputs: string[], options?: SourceOptions): Promise<string[]> {
  return (await entries(inputs, options)).map(({ name, problem }) =>
    problem === undefined ? name : `${name} ${problem.code}`,
  );
}

const stdin = (...chunks: (string | Uint8Array)[]) => ({
  stdin: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
});

describe('a folder', () => {
  it('is searched for documents by name, in the same order everywhere', async () => {
    files(
      'b.pdf',
      'a/2.PDF',
      'a/10.jpg',
      'C.tiff',
      'ä.webp',
      'c.jpeg',
      'd.tif',
      'e.png',
      'notes.txt',
      'pdf',
      'x.pdf.zip',
    );
    expect(await names([root])).toEqual([
      ...['C.tiff', 'a/10.jpg', 'a/2.PDF', 'b.pdf', 'c.jpeg', 'd.tif', 'e.png', 'ä.webp'],
    ]);
  });

  it('gives path, size and time in whole milliseconds', async () => {
    files('a/b.pdf');
    utimesSync(join(root, 'a/b.pdf'), 1, 1700000000.1239);
    expect(await entries([root])).toEqual([
      { key: join(root, 'a/b.pdf'), name: 'a/b.pdf', bytes: 7, modifiedMs: 1700000000123 },
    ]);
  });

  it('is taken relative to where the program runs', async () => {
    files('a/b.pdf');
    const [entry] = await entries([relative(process.cwd(), root)]);
    expect(entry!.key).toBe(join(root, 'a/b.pdf'));
  });

  it('hides what is hidden, and node_modules, unless it is named itself', async () => {
    files('.hidden/a.pdf', '.b.pdf', 'node_modules/c.pdf', 'd.pdf', '.hidden/.e.pdf');
    expect(await names([root])).toEqual(['d.pdf']);
    expect(await names([join(root, '.hidden'), join(root, '.b.pdf')])).toEqual(['a.pdf', '.b.pdf']);
  });

  it('may have names with line ends, spaces and letters of any language', async () => {
    const odd = ['a\nb.pdf', '  請求書 🧾.pdf', 'Größe "1".pdf', '[x]*.pdf', '-.pdf'];
    files(...odd.map((name) => `ünter\nordner/${name}`));
    expect((await names([root])).toSorted()).toEqual(odd.map((name) => `ünter\nordner/${name}`).toSorted());
  });

  it('says which of its folders cannot be read, and goes on', () => {
    files('a/1.pdf', 'b/2.pdf', 'c/3.pdf');
    chmodSync(root, 0o755);
    chmodSync(join(root, 'b'), 0o000);
    // The superuser may read everything: the other process is then a nobody.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const script = `
      const { createSource } = await import(${JSON.stringify(new URL('./create-source.ts', import.meta.url).href)});
      for await (const { name, problem } of createSource([process.env.ROOT]).list(new AbortController().signal)) {
        console.log(name, problem?.detail ?? '');
      }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      ...nobody,
      encoding: 'utf8',
      env: { ROOT: root },
    });
    chmodSync(join(root, 'b'), 0o755);
    expect(stdout).toBe(
      `a/1.pdf \nb ${join(root, 'b')} cannot be read: access is denied; allow reading it\nc/3.pdf \n`,
    );
  });

  it('follows links, says which lead nowhere or in a circle, and goes on', async () => {
    files('docs/1.pdf', 'elsewhere/2.pdf', 'docs/sub/3.pdf');
    symlinkSync(join(root, 'elsewhere'), join(root, 'docs/linked'));
    symlinkSync(join(root, 'elsewhere/2.pdf'), join(root, 'docs/two.pdf'));
    symlinkSync(join(root, 'docs'), join(root, 'docs/sub/circle'));
    symlinkSync('self.pdf', join(root, 'docs/self.pdf'));
    symlinkSync(join(root, 'gone'), join(root, 'docs/gone.pdf'));
    symlinkSync(join(root, 'gone'), join(root, 'docs/gone.txt'));
    symlinkSync(join(root, 'gone'), join(root, 'docs/was-a-folder'));
    expect(await names([join(root, 'docs')])).toEqual([
      '1.pdf',
      'gone.pdf file-unreadable',
      'linked/2.pdf',
      'self.pdf file-unreadable',
      'sub/3.pdf',
      'sub/circle file-unreadable',
      'two.pdf',
      'was-a-folder file-unreadable',
    ]);
  });

  it('takes no pipe for a document', async () => {
    spawnSync('mkfifo', [join(root, 'pipe.pdf'), join(root, 'other')]);
    const [entry, ...more] = await entries([root]);
    expect(entry!.problem!.detail).toContain('it is not a regular file');
    expect(more).toEqual([]);
  });

  it('may be large: files come before it has been read to its end', async () => {
    files(...Array.from({ length: 300 }, (_, index) => `${index % 7}/${index}.pdf`));
    const all = await names([root]);
    expect(new Set(all).size).toBe(300);
    const list = createSource([root]).list(new AbortController().signal)[Symbol.asyncIterator]();
    expect((await list.next()).value.name).toBe('0/0.pdf');
    await list.return?.();
  });
});

describe('what is named', () => {
  it('is taken in the order given, whatever its name', async () => {
    files('b.txt', 'a.pdf', 'dir/c.pdf');
    expect(await names([join(root, 'b.txt'), join(root, 'dir'), join(root, 'a.pdf')])).toEqual([
      ...['b.txt', 'c.pdf', 'a.pdf'],
    ]);
  });

  it('is said to be missing, and the rest goes on', async () => {
    files('a.pdf');
    symlinkSync('nowhere', join(root, 'broken.pdf'));
    const inputs = [
      join(root, 'no.pdf'),
      join(root, 'broken.pdf'),
      join(root, 'a.pdf/b.pdf'),
      '',
      join(root, 'a.pdf'),
    ];
    expect(await names(inputs)).toEqual([
      'no.pdf file-not-found',
      'broken.pdf file-unreadable',
      'b.pdf file-not-found',
      ' file-not-found',
      'a.pdf',
    ]);
    const [missing] = await entries(inputs);
    expect(missing).toMatchObject({ key: inputs[0] });
    expect(missing!.problem!.detail).toBe(`There is no file or folder ${inputs[0]}; check the name`);
  });

  it('may be an address; one that may not be fetched is said to be refused', async () => {
    expect(
      await entries(['https://example.com/a%20b.pdf?x=1#part', 'HTTP://Example.com']).then((found) =>
        found.map(({ key, name }) => [key, name]),
      ),
    ).toEqual([
      ['https://example.com/a%20b.pdf?x=1', 'https://example.com/a%20b.pdf?x=1'],
      ['http://example.com/', 'http://example.com/'],
    ]);
    const refused = await entries([
      'ftp://host/a.pdf',
      'https://me:secret@host/a.pdf?sig=secret',
      'http://[x',
    ]);
    expect(refused.map(({ problem }) => problem?.code)).toEqual([
      'url-refused',
      'url-refused',
      'url-refused',
    ]);
    expect(JSON.stringify(refused)).not.toContain('secret');
  });
});

describe('a pattern that the shell left alone', () => {
  beforeEach(() => {
    files('a.pdf', 'b.txt', '2024/c.pdf', '2024/deep/d.pdf', '2025/e.png', '2025/f.txt', '.h.pdf', 'scan_1');
  });

  it('takes what the shell would have given', async () => {
    expect(await names([`${root}/*.pdf`])).toEqual(['a.pdf']);
    expect(await names([`${root}/*.{pdf,txt}`])).toEqual(['a.pdf', 'b.txt']);
    expect(await names([`${root}/**/*.pdf`])).toEqual(['2024/c.pdf', '2024/deep/d.pdf', 'a.pdf']);
    expect(await names([`${root}/*/?.png`])).toEqual(['2025/e.png']);
    expect(await names([`${root}/scan_*`])).toEqual(['scan_1']);
    expect(await names([`${root}/{2024/c,2025/e}.*`])).toEqual(['2024/c.pdf', '2025/e.png']);
  });

  it('searches folders it fits for documents', async () => {
    expect(await names([`${root}/202?`])).toEqual(['2024/c.pdf', '2024/deep/d.pdf', '2025/e.png']);
    expect(await names([`${root}/2024*/`])).toEqual(['2024/c.pdf', '2024/deep/d.pdf']);
  });

  it('leaves other files aside when it is nothing but stars', async () => {
    expect(await names([`${root}/**`])).toEqual(['2024/c.pdf', '2024/deep/d.pdf', '2025/e.png', 'a.pdf']);
  });

  it('is a name when there is such a file', async () => {
    files('[draft] *.pdf', 'd *.pdf');
    expect(await names([join(root, '[draft] *.pdf')])).toEqual(['[draft] *.pdf']);
  });

  it('is said to fit nothing', async () => {
    expect(await names([`${root}/*.gif`, `${root}/no/*.pdf`])).toEqual([
      `${root}/*.gif file-not-found`,
      `${root}/no/*.pdf file-not-found`,
    ]);
  });
});

describe('a list on standard input', () => {
  beforeEach(() => {
    files('a.pdf', 'dir/b.pdf', 'new\nline.pdf', '*.pdf');
  });
  const at = (name: string) => join(root, name);

  it('names files, folders and addresses, one a line', async () => {
    const list = `${at('a.pdf')}\r\n\n${at('dir')}\nhttps://example.com/x.pdf\n${at('no.pdf')}`;
    expect(await names(['-'], stdin(list))).toEqual([
      ...['a.pdf', 'b.pdf', 'https://example.com/x.pdf', 'no.pdf file-not-found'],
    ]);
  });

  it('may be separated by NUL, and then names may have line ends', async () => {
    const list = `${at('new\nline.pdf')}\0${at('a.pdf')}\0`;
    expect(await names(['-'], stdin(list))).toEqual(['new\nline.pdf', 'a.pdf']);
  });

  it('takes names as they are: nothing in them is a pattern', async () => {
    expect(await names(['-'], stdin(`${at('*.pdf')}\n${at('?.pdf')}\n`))).toEqual([
      '*.pdf',
      '?.pdf file-not-found',
    ]);
  });

  it('may come in pieces that cut letters and lines', async () => {
    files('請求書.pdf');
    const bytes = Buffer.from(`${at('請求書.pdf')}\n${at('a.pdf')}\n`);
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await names(['-'], stdin(...pieces))).toEqual(['請求書.pdf', 'a.pdf']);
  });

  it('is read as it comes', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read++;
          yield Buffer.from(`${at('a.pdf')}\n`);
        }
      })(),
    );
    expect(await names(['-'], { stdin: endless, limit: 3 })).toEqual(['a.pdf', 'a.pdf', 'a.pdf']);
    expect(read).toBeLessThan(100);
  });

  it('is told by what it names once it is read to its end, and listed all the same', async () => {
    const { signal } = new AbortController();
    const identify = (text: string, options: SourceOptions = {}) =>
      createSource(['-'], { ...options, ...stdin(text) }).identify!(signal);
    const lines = await identify(`${at('a.pdf')}\n${at('dir')}\n`);
    expect(await identify(`${at('a.pdf')}\0${at('dir')}`)).toBe(lines);
    expect(await identify(`${relative('.', at('a.pdf'))}\n${at('dir')}`)).toBe(lines);
    expect(await identify(`${at('a.pdf')}\n`)).not.toBe(lines);
    expect(await identify(`${at('a.pdf')}\n${at('dir')}\n`, { sample: 1 })).toBe(lines);
    const source = createSource(['-'], stdin(`${at('a.pdf')}\n`));
    await source.identify!(signal);
    const found: string[] = [];
    for await (const { name } of source.list(signal)) found.push(name);
    expect(found).toEqual(['a.pdf']);
    await expect(identify('%PDF-1.7')).rejects.toMatchObject({ code: 'invalid-option' });
    expect(createSource([root]).identify).toBeUndefined();
  });

  it('is no list when it is a PDF, or never ends a line', async () => {
    const [pdf] = await entries(['-'], stdin('%PDF-1.7\n...'));
    expect(pdf!.problem!.detail).toBe(
      'Standard input is not a list of names: it holds a PDF; save it to a file and name that',
    );
    const [long] = await entries(['-'], stdin('x'.repeat(70_000)));
    expect(long!.problem!.detail).toContain('without an end of line');
  });

  it('lets go of standard input when it is told to stop', async () => {
    const waiting = new Readable({ read() {} });
    const stop = new AbortController();
    const list = createSource(['-'], { stdin: waiting }).list(stop.signal)[Symbol.asyncIterator]();
    const next = list.next();
    stop.abort();
    await expect(next).rejects.toSatisfy((error) => isProblem(error) && error.code === 'cancelled');
    expect(waiting.destroyed).toBe(true);
  });
});

describe('what is passed over', () => {
  async function passedOver(inputs: string[], options: SourceOptions = {}) {
    const source = createSource(inputs, options);
    for await (const _ of source.list(new AbortController().signal));
    return source.passedOver!();
  }

  it('is counted by its ending, with one of each to look at', async () => {
    files('a.pdf', 'b.DOCX', 'deep/c.docx', 'deep/scan', 'Letter of Mr. Smith', '.hidden');
    symlinkSync(join(root, 'b.DOCX'), join(root, 'link.txt'));
    expect(await passedOver([root])).toEqual({
      files: 5,
      endings: [
        { ending: '', files: 2, example: expect.stringMatching(/Smith$|scan$/) },
        { ending: '.docx', files: 2, example: join(root, 'b.DOCX') },
        { ending: '.txt', files: 1, example: join(root, 'link.txt') },
      ],
    });
    expect((await passedOver([root], { sample: 1 }))?.files).toBe(5);
  });

  it('is nothing that was named, left out by name, or not meant', async () => {
    files('a.pdf', 'b.docx', 'c.txt');
    expect(await passedOver([join(root, 'b.docx'), join(root, '*.pdf')])).toBeNull();
    expect(await passedOver([root], { exclude: ['*.docx'], include: ['*.pdf', '*.docx'] })).toBeNull();
    expect((await passedOver([join(root, '*')]))?.files).toBe(2);
  });

  it('takes no more memory for a thousand endings', async () => {
    files('a.pdf', ...Array.from({ length: 120 }, (_, number) => `file.x${number}`));
    const sum = await passedOver([root]);
    expect([sum?.files, sum?.endings.length]).toEqual([120, 100]);
  });
});

describe('narrowing', () => {
  beforeEach(() => {
    files('a.pdf', 'drafts/b.pdf', 'drafts/deep/c.pdf', 'final/d.pdf', 'final/e.png');
  });

  it('includes by the last part of the name, or by all of it', async () => {
    expect(await names([root], { include: ['*.png', 'b*'] })).toEqual(['drafts/b.pdf', 'final/e.png']);
    expect(await names([root], { include: ['drafts/*'] })).toEqual(['drafts/b.pdf']);
    expect(await names([root], { include: ['drafts/**', 'a.pdf'] })).toEqual([
      ...['a.pdf', 'drafts/b.pdf', 'drafts/deep/c.pdf'],
    ]);
  });

  it('excludes files and whole folders', async () => {
    expect(await names([root], { exclude: ['drafts'] })).toEqual(['a.pdf', 'final/d.pdf', 'final/e.png']);
    expect(await names([root], { exclude: ['deep/', '*.png'] })).toEqual([
      'a.pdf',
      'drafts/b.pdf',
      'final/d.pdf',
    ]);
    expect(await names([`${root}/**/*.pdf`], { exclude: ['drafts'] })).toEqual(['a.pdf', 'final/d.pdf']);
    expect(await names([join(root, 'a.pdf'), 'https://h/x/a.pdf'], { exclude: ['a.pdf'] })).toEqual([]);
  });

  it('does not even look into folders that are excluded', async () => {
    symlinkSync(join(root, 'drafts'), join(root, 'drafts/circle'));
    expect(await names([root], { exclude: ['drafts'] })).toEqual(['a.pdf', 'final/d.pdf', 'final/e.png']);
  });

  it('takes what changed since', async () => {
    utimesSync(join(root, 'a.pdf'), 1, 1000);
    utimesSync(join(root, 'final/d.pdf'), 1, 2000);
    const found = await names([join(root, 'a.pdf'), join(root, 'final/d.pdf'), 'https://h/x'], {
      sinceMs: 2_000_000,
    });
    expect(found).toEqual(['d.pdf', 'https://h/x']);
  });

  it('stops at the limit', async () => {
    expect(await names([root, root], { limit: 2 })).toEqual(['a.pdf', 'drafts/b.pdf']);
    expect(await names([root], { limit: 0 })).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const work = (async () => {
      for await (const { name } of createSource([root]).list(stop.signal)) {
        seen.push(name);
        stop.abort();
      }
    })();
    await expect(work).rejects.toSatisfy((error) => isProblem(error) && error.code === 'cancelled');
    expect(seen).toEqual(['a.pdf']);
  });
});
