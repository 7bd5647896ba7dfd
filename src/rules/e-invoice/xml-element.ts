import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** One XML element without its namespace prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Own text, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** The root of an XML text, or why it was not read. */
export type XmlOutcome =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly reason: string };

/** E-invoices with embedded vouchers reach a few megabytes; more is not an invoice. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 64;

type OrderedNode = Record<string, unknown>;

/**
 * Parses untrusted XML: at most 16 MiB and 64 levels, well-formed, UTF-8, UTF-16 or the declared Latin encoding, and
 * without a DOCTYPE, so that no entity but the predefined ones is ever expanded. Never throws.
 */
export function parseXml(bytes: Uint8Array): XmlOutcome {
  if (bytes.byteLength > MAX_BYTES) {
    return { ok: false, reason: `it is larger than ${MAX_BYTES / 1024 / 1024} MiB` };
  }
  const text = decode(bytes);
  if (text === null) return { ok: false, reason: 'its character encoding is unknown' };
  if (/<!DOCTYPE/i.test(text)) return { ok: false, reason: 'it declares a document type, which is refused' };
  const valid = XMLValidator.validate(text);
  if (valid !== true) return { ok: false, reason: `it is not well-formed (line ${valid.err.line})` };
  try {
    const parser = new XMLParser({
      preserveOrder: true,
      removeNSPrefix: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      // Decodes numeric and named references; documents cannot define their own, see above.
      htmlEntities: true,
      maxNestedTags: MAX_DEPTH,
    });
    const root = (parser.parse(text) as OrderedNode[]).map(toElement).find((element) => element !== null);
    return root ? { ok: true, root } : { ok: false, reason: 'it has no element' };
  } catch (error) {
    return { ok: false, reason: `it cannot be parsed (${error instanceof Error ? error.message : error})` };
  }
}

/** All children called one of `names`, in document order. */
export function childrenOf(element: XmlElement | undefined, ...names: string[]): readonly XmlElement[] {
  return element?.children.filter((child) => names.includes(child.name)) ?? [];
}

/** Follows `path` from child to child, taking the first of each name; a name may give alternatives as `A|B`. */
export function childOf(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let at = element;
  for (const step of path) {
    const names = step.split('|');
    at = at?.children.find((child) => names.includes(child.name));
  }
  return at;
}

/** Text at `path`, white space collapsed; null when absent or empty. */
export function textAt(element: XmlElement | undefined, ...path: string[]): string | null {
  const text = childOf(element, ...path)?.text.replace(/\s+/g, ' ');
  return text ? text : null;
}

function toElement(node: OrderedNode): XmlElement | null {
  const name = Object.keys(node).find((key) => key !== ':@');
  if (name === undefined || name === '#text') return null;
  const inner = node[name] as OrderedNode[];
  const children: XmlElement[] = [];
  let text = '';
  for (const child of inner) {
    const element = toElement(child);
    if (element) children.push(element);
    else text += String(child['#text'] ?? '');
  }
  const attributes = (node[':@'] ?? {}) as Record<string, string>;
  return { name, attributes, text: text.trim(), children };
}

function decode(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  let encoding = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) encoding = 'utf-16le';
  else if (bytes[0] === 0xfe && bytes[1] === 0xff) encoding = 'utf-16be';
  else if (bytes[0] === 0xef && bytes[1] === 0xbb) encoding = 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Files that declare UTF-8 and hold Latin-1 exist; the reverse does not decode at all.
    return encoding.toLowerCase() === 'utf-8' ? new TextDecoder('windows-1252').decode(bytes) : null;
  }
}
