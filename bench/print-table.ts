import { cpus, release, totalmem } from 'node:os';

/** A benchmark's table as Markdown, so that it can stand in RESULTS.md as it is; rows are printed as they come. */
export function startTable(
  title: string,
  header: readonly string[],
): { row(cells: readonly string[]): void; end(): void } {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  process.stdout.write(`\n${title}\n\n${line(header)}${line(header.map(() => '---'))}`);
  return {
    row: (cells) => void process.stdout.write(line(cells)),
    end: () => {
      const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
      process.stdout.write(`\n${machine}\n`);
    },
  };
}

/** Prints a benchmark's whole table, with the machine below it. */
export function printTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const table = startTable(title, header);
  for (const row of rows) table.row(row);
  table.end();
}
