/** `error`: the value is wrong or unproven and needs a person; `warning`: unusual; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Something verification noticed. */
export interface Finding {
  /** Stable kebab-case name, such as `total-mismatch`. */
  readonly code: string;
  readonly severity: Severity;
  /** Path into `data` the finding is about; empty for the whole document. */
  readonly path: string;
  /** One sentence for a person. */
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly pageNumber?: number;
}
