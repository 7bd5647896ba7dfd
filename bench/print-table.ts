import { cpus, release, totalmem } from 'node:os';

/** Prints a benchmark's table as Markdown, so that it can stand in RESULTS.md as it is, with the machine below it. */
export function printTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
  process.stdout.write(
    `\n${title}\n\n${[line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')}\n\n${machine}\n`,
  );
}
