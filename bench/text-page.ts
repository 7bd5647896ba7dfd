const SIZE = 10;

/** A PDF page of lines in a typewriter face. */
export function textPage(text: string): string {
  const quoted = (line: string): string => line.replace(/[\\()]/g, '\\$&');
  const lines = text.split('\n').map((line) => `(${quoted(line)}) Tj T*`);
  return pdfOfOnePage(`BT /F1 ${SIZE} Tf ${SIZE + 4} TL 50 780 Td ${lines.join('\n')} ET`, 'Courier');
}

/** A PDF of one page with this content, in one of the faces that every reader has. */
export function pdfOfOnePage(content: string, face: 'Courier' | 'Helvetica'): string {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>',
    `<</Type/Font/Subtype/Type1/BaseFont/${face}>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj${object}endobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return `${pdf}xref\n0 6\n0000000000 65535 f \n${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${pdf.length}\n%%EOF`;
}
