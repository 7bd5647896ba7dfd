import type { Totals } from './tally.ts';

/** The summary of a recipe's results in Markdown; sections without an entry are left out. */
export function summaryText(
  recipe: { readonly name: string; readonly version: string },
  totals: Totals,
): string {
  const { bands, classes, failures, findings } = totals;
  const most = <Entry extends { readonly documents: number }>(entries: ReadonlyMap<string, Entry>) =>
    [...entries].sort(([a, { documents: many }], [b, { documents: few }]) => few - many || (a < b ? -1 : 1));
  return [
    `# Summary: ${plain(recipe.name)} ${plain(recipe.version)}`,
    table(['what', 'how much'], facts(totals)),
    ...section(
      'Classes',
      ['class', 'documents', 'pages'],
      most(classes).map(([name, { documents, pages }]) => [name, count(documents), count(pages)]),
    ),
    ...section(
      'Pages',
      ['pages in a document', 'documents'],
      (
        [
          ['up to 10', bands.upTo10],
          ['11 to 20', bands.from11To20],
          ['over 20', bands.over20],
          ['could not be opened', bands.unreadable],
        ] as const
      )
        .filter(([name, documents]) => documents > 0 || name !== 'could not be opened')
        .map(([name, documents]) => [name, count(documents)]),
    ),
    ...section(
      'Failures',
      ['problem', 'stage', 'documents', 'what it is'],
      most(failures).map(([code, { stage, documents, title }]) => [code, stage, count(documents), title]),
    ),
    ...section(
      'Findings',
      ['finding', 'severity', 'documents', 'the first one says'],
      most(findings).map(([code, { severity, documents, message }]) => [
        code,
        severity,
        count(documents),
        message,
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

const STAGES = {
  xml: 'of them by e-invoice',
  rules: 'of them by rules',
  fast: 'by the fast model',
  strong: 'by the strong model',
  remembered: 'remembered from earlier',
} as const;

function facts(totals: Totals): string[][] {
  const { usage, stages, strongAlone, startedAt, endedAt } = totals;
  const answered = Object.values(stages).reduce((sum, questions) => sum + questions, 0);
  const withoutModel = stages.xml + stages.rules;
  const rows: (string[] | null)[] = [
    ['documents', count(totals.documents)],
    ['complete', count(totals.complete)],
    ['in part', count(totals.partial)],
    ['failed', count(totals.failed)],
    ['to be reviewed', count(totals.toReview)],
    ['duplicates (same bytes)', count(totals.duplicates)],
    ['pages', count(totals.pages)],
    ['pages that failed', count(totals.failedPages)],
    answered > 0
      ? ['questions answered without a model', `${count(withoutModel)} of ${count(answered)}`]
      : null,
    ...Object.entries(STAGES).map(([stage, name]) => {
      const questions = stages[stage as keyof typeof STAGES];
      return questions > 0 ? [name, `${count(questions)} (${percent(questions, answered)})`] : null;
    }),
    ['model calls', count(usage.calls)],
    ['tokens in', `${count(usage.inputTokens)}, ${count(usage.cachedTokens)} of them cached`],
    ['tokens out', count(usage.outputTokens)],
    ['cost', dollars(usage.costMicros)],
    ...(strongAlone === null || answered === 0
      ? []
      : [
          [`cost had ${strongAlone.model} been asked everything, about`, dollars(strongAlone.costMicros)],
          ['saved, about', dollars(strongAlone.costMicros - usage.costMicros)],
        ]),
    startedAt === '' ? null : ['from', startedAt],
    endedAt === '' ? null : ['to', endedAt],
    startedAt === '' || endedAt === ''
      ? null
      : ['time from first to last', duration(Date.parse(endedAt) - Date.parse(startedAt))],
    ['time of all documents together', duration(totals.workedMs)],
  ];
  return rows.filter((row) => row !== null);
}

function section(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`## ${title}`, table(header, rows)];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  return [line(header), `| ${header.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Text that means nothing to Markdown or HTML, on one line. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Millionths of a US dollar, exactly. */
function dollars(micros: number): string {
  const digits = String(Math.abs(Math.round(micros))).padStart(7, '0');
  return `${micros < 0 ? '-' : ''}$${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
    : `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}
