import { NORTHERN_WORDINGS } from './northern-wordings.ts';
import { SOUTHERN_WORDINGS } from './southern-wordings.ts';

export type { Wording } from './wording.ts';

/** How invoices of a language word their parts; American ones apart from British ones. */
export const WORDINGS = { ...NORTHERN_WORDINGS, ...SOUTHERN_WORDINGS };
