import { expect, test } from 'vitest';
import { mendAccents } from './accents.ts';

test.each([
  ['plusieurs port´ees', 'plusieurs portées'],
  ['parall`ele `a quatre', 'parallèle à quatre'],
  ['contrˆole, Weiß, na¨ıf', 'contrôle, Weiß, naïf'],
  ['franc¸ais', 'français'],
  ['commen¸cant', 'commençant'],
  ['run `echo` and ´ alone', 'run `echo` and ´ alone'],
  ['´q', '´q'],
])('%s', (text, mended) => {
  expect(mendAccents(text)).toBe(mended);
});
