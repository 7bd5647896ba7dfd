import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

/** Holds XML against the schemas of one folder. */
export interface XmlSchemas {
  /** What is wrong with a document, a line each; empty when it is valid. A root of a namespace without a schema is wrong. */
  faults(xml: string): string[];
}

/** Opens every `.xsd` of a folder; a document is held against those of the namespaces that it declares. */
export function openSchemas(folder: string): XmlSchemas {
  xmlRegisterFsInputProviders();
  const byNamespace = new Map<string, string>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.xsd'))) {
    const own = /targetNamespace\s*=\s*"([^"]+)"/.exec(readFileSync(join(folder, name), 'utf8'))?.[1];
    if (own) byNamespace.set(own, name);
  }
  const made = new Map<string, XsdValidator>();
  const validatorOf = (xml: string): XsdValidator => {
    const imports = [...xml.matchAll(/\sxmlns(?::\w+)?="([^"]+)"/g)].flatMap(([, namespace]) => {
      const name = byNamespace.get(namespace!);
      return name ? [`<xs:import namespace="${namespace}" schemaLocation="${name}"/>`] : [];
    });
    const all = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`;
    const known = made.get(all);
    if (known) return known;
    using schema = XmlDocument.fromString(all, { url: pathToFileURL(resolve(folder, 'all.xsd')).href });
    const validator = XsdValidator.fromDoc(schema);
    made.set(all, validator);
    return validator;
  };
  return {
    faults(xml) {
      using document = XmlDocument.fromString(xml);
      try {
        validatorOf(xml).validate(document);
        return [];
      } catch (error) {
        if (error instanceof XmlValidateError) return error.message.trim().split('\n');
        throw error;
      }
    },
  };
}
