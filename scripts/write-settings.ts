/** Writes docs/settings.md from the settings in src/config/config.ts. Run: `node scripts/write-settings.ts`. */
import { writeFileSync } from 'node:fs';
import { settingsPage } from './docs/settings-page.ts';

writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsPage());
