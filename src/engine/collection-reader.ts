import type { PageText } from '../domain/page-text.ts';
import type { PdfOutlineEntry } from '../pdf/pdf.ts';
import type { CollectionMember, PassageIndex, RecipeCollection } from '../recipes/recipe.ts';
import type { LocalFile } from '../source/source.ts';
import { DocumentReader } from './document-reader.ts';
import { hashOf } from './question-key.ts';

/** A document of a collection before its place in it is known. */
export interface MemberDocument {
  readonly documentId: string;
  readonly reader: DocumentReader;
  readonly data: unknown;
}

/** Several documents read as one whose pages are numbered through. */
export class CollectionReader implements RecipeCollection {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly pageCount: number;
  readonly members: readonly CollectionMember[];
  readonly passages: PassageIndex;
  /** Of no one type: it has no bytes of its own to cut or to send. */
  readonly info = { mediaType: 'multipart/mixed' };
  readonly file: Pick<LocalFile, 'bytes' | 'stillSame'>;
  readonly #readers: readonly DocumentReader[];

  constructor(id: string, documents: readonly MemberDocument[], passages: PassageIndex) {
    let pages = 0;
    this.members = documents.map(({ documentId, reader, data }) => {
      const firstPage = pages + 1;
      pages += reader.pageCount;
      const { name, sha256, pageCount } = reader;
      return { documentId, name, sha256, pageCount, firstPage, data, outline: () => reader.outline() };
    });
    this.#readers = documents.map(({ reader }) => reader);
    this.id = id;
    this.name = this.members.map(({ name }) => name).join(', ');
    this.sha256 = hashOf(this.members.map(({ sha256 }) => sha256));
    this.pageCount = pages;
    this.passages = passages;
    this.file = {
      bytes: this.#readers.reduce((sum, { file }) => sum + file.bytes, 0),
      stillSame: async () => {
        for (const { file } of this.#readers) await file.stillSame?.();
      },
    };
  }

  get pages(): readonly number[] {
    return Array.from({ length: this.pageCount }, (_, index) => index + 1);
  }

  async words(pageNumber: number): Promise<PageText> {
    const { reader, own } = this.#page(pageNumber);
    return { ...(await reader.words(own)), pageNumber };
  }

  async outline(): Promise<readonly PdfOutlineEntry[]> {
    const shift = (entries: readonly PdfOutlineEntry[], by: number): PdfOutlineEntry[] =>
      entries.map(({ title, pageNumber, children }) => ({
        title,
        pageNumber: pageNumber === null ? null : pageNumber + by,
        children: shift(children, by),
      }));
    return Promise.all(
      this.members.map(async ({ name, firstPage, outline }) => ({
        title: name,
        pageNumber: firstPage,
        children: shift(await outline(), firstPage - 1),
      })),
    );
  }

  async pageLabels(): Promise<readonly (string | null)[]> {
    return (await Promise.all(this.#readers.map((reader) => reader.pageLabels()))).flat();
  }

  async attachments(): Promise<[]> {
    return [];
  }

  /** The file a page lies in, and its number there. */
  placeOf(pageNumber: number): { readonly path: string; readonly pageNumber: number } {
    const { reader, own } = this.#page(pageNumber);
    return { path: reader.file.path, pageNumber: own };
  }

  #page(pageNumber: number): { readonly reader: DocumentReader; readonly own: number } {
    const index = this.members.findLastIndex(({ firstPage }) => firstPage <= pageNumber);
    const reader = this.#readers[Math.max(0, index)]!;
    return { reader, own: pageNumber - (this.members[index]?.firstPage ?? 1) + 1 };
  }
}

/** What questions are asked about: one file, or several as one. */
export type AskedDocument = DocumentReader | CollectionReader;

/** The file a page of a document lies in, and its number there. */
export function placeOfPage(
  document: AskedDocument,
  pageNumber: number,
): { readonly path: string; readonly pageNumber: number } {
  if (document instanceof DocumentReader) return { path: document.file.path, pageNumber };
  return document.placeOf(pageNumber);
}
