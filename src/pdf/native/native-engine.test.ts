import { expect, it } from 'vitest';
import { pdfEngineContract } from '../pdf.contract.ts';
import { findPdfium } from './find-pdfium.ts';
import { createNativeEngine } from './native-engine.ts';

const contract = pdfEngineContract('native', () =>
  createNativeEngine({ workers: 2, library: findPdfium().path }),
);

it('has run the whole contract', () => {
  expect(contract.ran()).toBe(36);
});
