import { type DragEvent, useRef, useState } from 'react';
import { tellError } from '../parts/notices.tsx';
import { droppedFiles, readableFiles } from './dropped-files.ts';
import { uploadQueue } from './upload-queue.ts';

/** Takes files and folders, dropped or chosen. */
export function DropZone({ small }: { readonly small: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    droppedFiles(event.dataTransfer).then((found) => uploadQueue.add(found), tellError);
  };
  return (
    <section
      aria-label="Add files"
      className="drop"
      data-over={over || undefined}
      data-small={small || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="drop-title">{small ? 'Drop more here' : 'Drop PDFs, scans or whole folders here'}</p>
      <div className="actions">
        <button type="button" onClick={() => files.current?.click()}>
          Choose files
        </button>
        <button type="button" onClick={() => folder.current?.click()}>
          Choose a folder
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files"
        data-testid="files"
        onChange={({ target }) => {
          uploadQueue.add([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder"
        {...{ webkitdirectory: '' }}
        onChange={({ target }) => {
          uploadQueue.add(readableFiles(target.files ?? []));
          target.value = '';
        }}
      />
    </section>
  );
}
