import { readFileSync } from 'node:fs';
import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../../problem/problem.ts';
import type { Model, ModelAnswer } from '../model.ts';

/** What a recording says about the model it was made with. */
export type RecordedModel = Pick<Model, 'id' | 'capabilities' | 'parameters'>;

/** Recorded answers of one model, by request hash. */
export interface Recordings {
  /** Throws `file-not-found` when nothing has been recorded there. */
  readModel(): RecordedModel;
  find(hash: string): ModelAnswer | null;
  writeModel(model: RecordedModel): Promise<void>;
  write(hash: string, answer: ModelAnswer): Promise<void>;
}

/** Opens recordings: a path that ends in `.jsonl` is one file, any other a folder with a file for each answer. */
export function openRecordings(path: string): Recordings {
  return path.endsWith('.jsonl') ? openLines(path) : openFolder(path);
}

function openFolder(folder: string): Recordings {
  const modelPath = join(folder, 'model.json');
  const write = async (path: string, value: unknown): Promise<void> => {
    await mkdir(folder, { recursive: true });
    // Written beside and moved, so that a reader never sees half a file.
    const draft = `${path}.${process.pid}.draft`;
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`);
    await rename(draft, path);
  };
  return {
    readModel() {
      const text = readIfThere(modelPath);
      if (text === null) throw missing(folder);
      return parse<RecordedModel>(text, modelPath);
    },
    find(hash) {
      const path = join(folder, `${hash}.json`);
      const text = readIfThere(path);
      return text === null ? null : parse<ModelAnswer>(text, path);
    },
    writeModel: (model) => write(modelPath, model),
    write: (hash, answer) => write(join(folder, `${hash}.json`), answer),
  };
}

function openLines(path: string): Recordings {
  const answers = new Map<string, ModelAnswer>();
  let recorded: RecordedModel | null = null;
  for (const line of (readIfThere(path) ?? '').split('\n')) {
    if (line.trim() === '') continue;
    const entry = parse<{ model?: RecordedModel; hash?: string; answer?: ModelAnswer }>(line, path);
    if (entry.model) recorded = entry.model;
    if (entry.hash !== undefined && entry.answer) answers.set(entry.hash, entry.answer);
  }
  const append = async (line: object): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(line)}\n`);
  };
  return {
    readModel() {
      if (recorded === null) throw missing(path);
      return recorded;
    },
    find: (hash) => answers.get(hash) ?? null,
    async writeModel(model) {
      if (JSON.stringify(recorded) === JSON.stringify(model)) return;
      recorded = model;
      await append({ model });
    },
    async write(hash, answer) {
      answers.set(hash, answer);
      await append({ hash, answer });
    },
  };
}

/** Recordings are small and read once, before or instead of a call; the wait of a second thread would cost more. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Problem('file-unreadable', {
      detail: `The recording ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      subject: path,
    });
  }
}

function parse<Value>(text: string, path: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new Problem('file-unreadable', {
      detail: `The recording ${path} is damaged; record it again`,
      subject: path,
    });
  }
}

function missing(path: string): Problem {
  return new Problem('file-not-found', {
    detail: `There is no recording at ${path}; record one first`,
    subject: path,
  });
}
