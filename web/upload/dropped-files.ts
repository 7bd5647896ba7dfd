/** What a folder is searched for; files that are chosen one by one are judged by the server, by their content. */
const READABLE = /\.(?:pdf|png|jpe?g|tiff?|webp)$/i;

/** The files that were dropped, those of folders included. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  );
  if (entries.length === 0) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries) {
    if (entry.isFile) found.push(await fileOf(entry as FileSystemFileEntry));
    else await walk(entry as FileSystemDirectoryEntry, found);
  }
  return found;
}

/** Those of a chosen folder's files that can be read. */
export function readableFiles(files: Iterable<File>): File[] {
  return [...files].filter(({ name }) => READABLE.test(name) && !name.startsWith('.'));
}

async function walk(folder: FileSystemDirectoryEntry, found: File[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none when there are no more.
    const entries = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
      else found.push(...readableFiles([await fileOf(entry as FileSystemFileEntry)]));
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((done, fail) => entry.file(done, fail));
}
