import { useMutation } from '@tanstack/react-query';
import type { JobBody } from '../../src/client/client.ts';
import { useConnection } from '../connection.ts';
import { label } from '../format.ts';
import { tellError } from '../parts/notices.tsx';
import { save } from '../parts/save.ts';

/** Results as files, as they stand. */
export function Exports({ job, tables }: { readonly job: JobBody; readonly tables: readonly string[] }) {
  const { client } = useConnection();
  const download = useMutation({
    async mutationFn(choice: string) {
      const [format = 'jsonl', table] = choice.split(':') as ['jsonl' | 'csv' | 'xlsx', string | undefined];
      const name = `${job.name ?? job.recipe.name}${table ? `-${table}` : ''}.${format}`;
      save(await client.export(job.id, format, table), name);
    },
    onError: tellError,
  });
  return (
    <label className="exports">
      <span className="visually-hidden">Export results</span>
      <select
        value=""
        disabled={download.isPending || job.documents.ended === 0}
        onChange={({ target }) => download.mutate(target.value)}
      >
        <option value="" disabled>
          {download.isPending ? 'Exporting…' : 'Export…'}
        </option>
        <option value="xlsx">Workbook (.xlsx)</option>
        {tables.map((table) => (
          <option key={table} value={`csv:${table}`}>
            {label(table)} (.csv)
          </option>
        ))}
        <option value="jsonl">Everything (.jsonl)</option>
      </select>
    </label>
  );
}
