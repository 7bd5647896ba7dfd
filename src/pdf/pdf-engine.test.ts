import { pdfEngineContract } from './pdf.contract.ts';
import { createPdfEngine } from './pdf-engine.ts';

pdfEngineContract('by content', () => createPdfEngine({ workers: 2 }));
