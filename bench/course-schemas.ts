// Holds exported packages, unpacked, against the schemas of IMS and ADL, which may not be handed on and are given by path:
// node bench/course-schemas.ts FOLDER SCHEMAS
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSchemas } from '../test/support/xml-schema.ts';

const [folder, schemas] = process.argv.slice(2);
if (!folder || !schemas) throw new Error('Give a folder of XML files and one of XSD files');
const known = openSchemas(schemas);
const files = globSync('**/*.xml', { cwd: folder });
let wrong = 0;
for (const file of files) {
  const faults = known.faults(readFileSync(join(folder, file), 'utf8'));
  if (faults.length > 0) wrong++;
  for (const fault of faults) process.stdout.write(`${file}: ${fault}\n`);
}
process.stdout.write(`${files.length} files, ${wrong} of them not valid\n`);
if (wrong > 0 || files.length === 0) process.exitCode = 1;
