import type { Question } from '../../domain/question.ts';
import { classifyPaper } from '../../rules/classify-paper.ts';
import { readPaper } from '../../rules/paper.ts';
import { readInvoicePaper } from '../../rules/read-invoice.ts';
import { type Classification, classificationSchema } from './invoice-schema.ts';
import { CLASSIFY_PROMPT } from './prompts.ts';

/** A class with less confidence looks at more pages, and then goes to review. */
export const SURE_CLASS = 0.6;

/** Asks for the class of a file by its first pages. */
export function classifyQuestion(pageNumbers: readonly number[]): Question<Classification> {
  return {
    name: 'classify',
    kind: 'classify',
    parts: [{ form: 'auto', pageNumbers }],
    schema: classificationSchema,
    prompt: CLASSIFY_PROMPT,
    // A class stands on no page.
    evidencePaths: [],
    // Without a place to look for it on the page, the rules have to see the same.
    async confirm({ classification }, document) {
      const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
      const paper = readPaper(pages);
      return classifyPaper(paper, readInvoicePaper(paper)).class === classification;
    },
    async rules(document) {
      const pages = await Promise.all(pageNumbers.map((pageNumber) => document.words(pageNumber)));
      const paper = readPaper(pages);
      const found = classifyPaper(paper, readInvoicePaper(paper));
      const { characteristics } = found;
      return {
        value: {
          classification: found.class,
          confidence: found.confidence,
          key_indicators: [...found.indicators],
          document_characteristics: {
            has_employee_codes: characteristics.hasEmployeeCodes,
            has_vendor_letterhead: characteristics.hasVendorLetterhead,
            has_invoice_numbers: characteristics.hasInvoiceNumbers,
            has_travel_dates: characteristics.hasTravelDates,
            appears_financial: characteristics.appearsFinancial,
            has_amount_calculations: characteristics.hasAmountCalculations,
            has_tax_information: characteristics.hasTaxInformation,
            contains_multiple_doc_types: characteristics.containsMultipleDocTypes,
            primary_document_type: characteristics.primaryDocumentType,
          },
          total_pages_analyzed: pageNumbers.length,
          classification_notes: null,
        },
        evidence: [],
      };
    },
    check({ confidence }) {
      if (confidence >= SURE_CLASS) return [];
      return [
        {
          code: 'class-uncertain',
          severity: 'error',
          path: 'classification',
          message: 'The class of the document is not certain.',
          actual: String(confidence),
        },
      ];
    },
  };
}
