import { SETTINGS } from '../../src/config/config.ts';

/** The page of all settings, in Markdown, as `docs/settings.md` has it. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map(({ env, unit, meaning, schema }) => {
    const given = schema.safeParse(undefined).data;
    const fallback = given === undefined || String(given) === '' ? '' : `\`${String(given)}\``;
    return `| \`${env}\` | ${meaning.replaceAll('|', '\\|')} | ${unit} | ${fallback} |`;
  });
  return `# Settings

Read from the environment, checked at the start: a value out of range ends the program with a sentence that names it. What is
said on the command line or as \`settings\` of \`createLeafcutter\` wins. Ceilings hold for the whole process, never for one request;
the governor works below them. \`leafcutter doctor\` says what came of them on this machine.

Made by \`node scripts/write-settings.ts\` from \`src/config/config.ts\`.

| variable | what it is | in | default |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
