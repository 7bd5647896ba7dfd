/** Decimals that have a style of their own. */
export const MAX_PLACES = 10;

/** Places of the cell formats in `STYLES_XML`; `decimal` is the one without decimals, those with more follow it. */
export const STYLE = { header: 1, literal: 2, date: 3, decimal: 4 } as const;

const HEADER_FILL = 'FF1F4E78';
const HEADER_TEXT = 'FFFFFFFF';
/** Number formats of one's own begin here (ECMA-376, 18.8.30). */
const OWN_FORMAT = 164;

const places = Array.from({ length: MAX_PLACES + 1 }, (_, count) => count);
const formats = [
  `<numFmt numFmtId="${OWN_FORMAT}" formatCode="yyyy-mm-dd"/>`,
  ...places.map(
    (count) =>
      `<numFmt numFmtId="${OWN_FORMAT + 1 + count}" formatCode="0${count > 0 ? `.${'0'.repeat(count)}` : ''}"/>`,
  ),
];
const number = (id: number): string =>
  `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
const cellFormats = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>',
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>',
  number(OWN_FORMAT),
  ...places.map((count) => number(OWN_FORMAT + 1 + count)),
];

/** The workbook's formats: header, text that looks like a formula, dates, numbers by their decimals. */
export const STYLES_XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="${formats.length}">${formats.join('')}</numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="${HEADER_TEXT}"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="${HEADER_FILL}"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${cellFormats.length}">${cellFormats.join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;
