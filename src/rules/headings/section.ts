/** Where a section was found: bookmarks, headings on the pages, the printed table of contents, a model, the user, nowhere. */
export type SectionOrigin = 'outline' | 'headings' | 'contents' | 'model' | 'given' | 'whole';

/** What a section is in its book. `front` and `back` are its matter: preface, contents, index, bibliography. */
export type SectionKind = 'front' | 'part' | 'chapter' | 'section' | 'appendix' | 'back';

/** A meaningful span of a document. */
export interface Section {
  /** From the outline as it stands there; read from pages without its number; never empty. */
  readonly title: string;
  /** Its number, such as `3`, `3.2.1`, `IV`, `A`; null where it has none. */
  readonly number: string | null;
  /** 1 for the highest. */
  readonly level: number;
  /** Place of the section above in the list of sections; null for the highest. */
  readonly parent: number | null;
  /** Physical page from 1 on which its heading stands. */
  readonly startPage: number;
  /** Last physical page with something of it, what is below it included. */
  readonly endPage: number;
  /** Top of its heading on `startPage`, in points from the top; null: unknown, or not a printed heading. */
  readonly startTop: number | null;
  readonly kind: SectionKind;
  readonly origin: SectionOrigin;
}

/** The sections of a document in reading order; a page is in a section or in one of the matters. */
export interface SectionMap {
  /** Parents before their children. */
  readonly sections: readonly Section[];
  /** Pages before the first chapter: those in no section, and those of sections of kind `front`. */
  readonly frontMatter: readonly number[];
  /** Pages of sections of kind `back`. */
  readonly backMatter: readonly number[];
  /** Where most of them come from. */
  readonly origin: SectionOrigin;
}

/** A heading before its end, its place in the tree and its kind are known. */
export interface SectionStart {
  readonly title: string;
  readonly number: string | null;
  /** The word before its number, folded (`part`, `appendix`); null where there is none. */
  readonly label: string | null;
  readonly level: number;
  readonly startPage: number;
  readonly startTop: number | null;
  readonly origin: SectionOrigin;
}
