/** Types of C as a binding must declare them; `pointer` travels as a number. */
export type CType = 'void' | 'int' | 'unsigned' | 'unsigned long' | 'double' | 'pointer';

/**
 * The functions of PDFium this program calls: what each returns, then what it takes (public headers of PDFium: fpdfview,
 * fpdf_doc, fpdf_text, fpdf_edit, fpdf_annot, fpdf_attachment, fpdf_formfill, fpdf_flatten, fpdf_ppo, fpdf_save).
 * A library that lacks one of them is refused at start.
 */
export const FUNCTIONS = {
  FPDF_GetLastError: ['unsigned long'],
  FPDF_LoadCustomDocument: ['pointer', 'pointer', 'pointer'],
  FPDF_CloseDocument: ['void', 'pointer'],
  FPDF_GetPageCount: ['int', 'pointer'],
  FPDF_GetMetaText: ['unsigned long', 'pointer', 'pointer', 'pointer', 'unsigned long'],
  FPDF_GetPageLabel: ['unsigned long', 'pointer', 'int', 'pointer', 'unsigned long'],
  FPDF_GetPageSizeByIndexF: ['int', 'pointer', 'int', 'pointer'],

  FPDFDoc_GetAttachmentCount: ['int', 'pointer'],
  FPDFDoc_GetAttachment: ['pointer', 'pointer', 'int'],
  FPDFAttachment_GetName: ['unsigned long', 'pointer', 'pointer', 'unsigned long'],
  FPDFAttachment_GetFile: ['int', 'pointer', 'pointer', 'unsigned long', 'pointer'],

  FPDFBookmark_GetFirstChild: ['pointer', 'pointer', 'pointer'],
  FPDFBookmark_GetNextSibling: ['pointer', 'pointer', 'pointer'],
  FPDFBookmark_GetTitle: ['unsigned long', 'pointer', 'pointer', 'unsigned long'],
  FPDFBookmark_GetDest: ['pointer', 'pointer', 'pointer'],
  FPDFBookmark_GetAction: ['pointer', 'pointer'],
  FPDFAction_GetDest: ['pointer', 'pointer', 'pointer'],
  FPDFDest_GetDestPageIndex: ['int', 'pointer', 'pointer'],

  FPDF_LoadPage: ['pointer', 'pointer', 'int'],
  FPDF_ClosePage: ['void', 'pointer'],
  FPDFPage_GetRotation: ['int', 'pointer'],
  FPDF_GetPageBoundingBox: ['int', 'pointer', 'pointer'],

  FPDFText_LoadPage: ['pointer', 'pointer'],
  FPDFText_ClosePage: ['void', 'pointer'],
  FPDFText_CountChars: ['int', 'pointer'],
  FPDFText_GetText: ['int', 'pointer', 'int', 'int', 'pointer'],
  FPDFText_GetUnicode: ['unsigned', 'pointer', 'int'],
  FPDFText_IsGenerated: ['int', 'pointer', 'int'],
  FPDFText_GetLooseCharBox: ['int', 'pointer', 'int', 'pointer'],
  FPDFText_GetCharBox: ['int', 'pointer', 'int', 'pointer', 'pointer', 'pointer', 'pointer'],
  FPDFText_GetFontSize: ['double', 'pointer', 'int'],
  FPDFText_GetFontWeight: ['int', 'pointer', 'int'],
  FPDFText_GetFontInfo: ['unsigned long', 'pointer', 'int', 'pointer', 'unsigned long', 'pointer'],
  FPDFText_GetMatrix: ['int', 'pointer', 'int', 'pointer'],

  FPDFPage_CountObjects: ['int', 'pointer'],
  FPDFPage_GetObject: ['pointer', 'pointer', 'int'],
  FPDFFormObj_CountObjects: ['int', 'pointer'],
  FPDFFormObj_GetObject: ['pointer', 'pointer', 'unsigned long'],
  FPDFPageObj_GetType: ['int', 'pointer'],
  FPDFPageObj_GetBounds: ['int', 'pointer', 'pointer', 'pointer', 'pointer', 'pointer'],
  FPDFPageObj_GetMatrix: ['int', 'pointer', 'pointer'],

  FPDFLink_Enumerate: ['int', 'pointer', 'pointer', 'pointer'],
  FPDFPage_GetAnnotCount: ['int', 'pointer'],
  FPDFPage_GetAnnot: ['pointer', 'pointer', 'int'],
  FPDFPage_CloseAnnot: ['void', 'pointer'],
  FPDFAnnot_GetSubtype: ['int', 'pointer'],

  FORM_OnAfterLoadPage: ['void', 'pointer', 'pointer'],
  FORM_OnBeforeClosePage: ['void', 'pointer', 'pointer'],
  FPDF_FFLDraw: ['void', 'pointer', 'pointer', 'pointer', 'int', 'int', 'int', 'int', 'int', 'int'],

  FPDFBitmap_CreateEx: ['pointer', 'int', 'int', 'int', 'pointer', 'int'],
  FPDFBitmap_Destroy: ['void', 'pointer'],
  FPDF_RenderPageBitmap: ['void', 'pointer', 'pointer', 'int', 'int', 'int', 'int', 'int', 'int'],

  FPDF_CreateNewDocument: ['pointer'],
  FPDF_ImportPagesByIndex: ['int', 'pointer', 'pointer', 'pointer', 'unsigned long', 'int'],
  FPDFPage_Flatten: ['int', 'pointer', 'int'],
  FPDF_SaveAsCopy: ['int', 'pointer', 'pointer', 'unsigned long'],
} as const satisfies Readonly<Record<string, readonly [CType, ...CType[]]>>;

/** Name of one of them. */
export type FunctionName = keyof typeof FUNCTIONS;

/** The functions ready to be called. */
export type Calls = Readonly<Record<FunctionName, (...args: number[]) => number>>;
