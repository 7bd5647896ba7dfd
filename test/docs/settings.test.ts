import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsPage } from '../../scripts/docs/settings-page.ts';

it('docs/settings.md says what the settings are', () => {
  const written = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  expect(written, 'run: node scripts/write-settings.ts').toBe(settingsPage());
});
