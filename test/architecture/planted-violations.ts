/** A file that breaks one rule, with what the tree around it needs. */
export interface PlantedViolation {
  readonly rule: string;
  /** Path to text: the first file is the one that must be reported. */
  readonly files: Readonly<Record<string, string>>;
}

const documented = (text: string) => `/** Planted. */\n${text}\n`;
const constant = documented("export const planted = 'planted';");
const importing = (path: string) => documented(`export { planted } from '${path}';`);
const importingType = (path: string) =>
  `import type { Planted } from '${path}';\n${documented('export type Other = Planted;')}`;
const type = documented('export interface Planted { readonly a: string }');

/** `from` imports a constant of `to`. */
function imports(rule: string, from: string, to: string, path: string): PlantedViolation {
  return { rule, files: { [from]: importing(path), [to]: constant } };
}

/** `from` imports a type of `to`, which the compiled program does not show. */
function importsType(rule: string, from: string, to: string, path: string): PlantedViolation {
  return { rule, files: { [from]: importingType(path), [to]: type } };
}

const pure = (statement: string): PlantedViolation => ({
  rule: 'pure',
  files: { 'src/rules/planted.ts': documented(`export function read() {\n  return ${statement};\n}`) },
});

const named = (statement: string): PlantedViolation => ({
  rule: 'no-names',
  files: {
    'src/engine/planted.ts': documented(
      `export function read(name: string, names: readonly string[]) {\n  ${statement}\n}`,
    ),
    'src/recipes/bill/bill.ts': constant,
  },
});

const modelCall = (path: string, statement: string): PlantedViolation => ({
  rule: 'model-call',
  files: { [path]: documented(`export async function call(model: any) {\n  ${statement}\n}`) },
});

/** At least one violation of every rule of scripts/check-architecture.ts and .dependency-cruiser.cjs. */
export const plantedViolations: readonly PlantedViolation[] = [
  importsType('layer-0', 'src/domain/planted.ts', 'src/source/source.ts', '../source/source.ts'),
  imports('layer-0', 'src/problem/planted.ts', 'src/rules/amount.ts', '../rules/amount.ts'),
  importsType('layer-1', 'src/pdf/pdf.ts', 'src/verify/verify.ts', '../verify/verify.ts'),
  imports('layer-1', 'src/config/planted.ts', 'src/engine/engine.ts', '../engine/engine.ts'),
  importsType('layer-2-governor', 'src/governor/planted.ts', 'src/rules/other.ts', '../rules/other.ts'),
  importsType('layer-2-verify', 'src/verify/planted.ts', 'src/recipes/other.ts', '../recipes/other.ts'),
  importsType('layer-2-rules', 'src/rules/planted.ts', 'src/verify/other.ts', '../verify/other.ts'),
  importsType('layer-2-passages', 'src/passages/planted.ts', 'src/rules/other.ts', '../rules/other.ts'),
  importsType('layer-2-eval', 'src/eval/planted.ts', 'src/engine/other.ts', '../engine/other.ts'),
  importsType('layer-2-recipes', 'src/recipes/planted.ts', 'src/governor/other.ts', '../governor/other.ts'),
  { rule: 'pure-no-built-ins', files: { 'src/verify/planted.ts': importing('node:fs') } },
  { rule: 'pure-no-built-ins', files: { 'src/store/store.ts': importingType('node:stream') } },
  importsType('layer-3-source', 'src/source/planted.ts', 'src/pdf/other.ts', '../pdf/other.ts'),
  importsType('layer-3-pdf', 'src/pdf/planted.ts', 'src/store/other.ts', '../store/other.ts'),
  importsType('layer-3-models', 'src/models/planted.ts', 'src/source/other.ts', '../source/other.ts'),
  importsType('layer-3-store', 'src/store/planted.ts', 'src/sink/other.ts', '../sink/other.ts'),
  importsType('layer-3-queue', 'src/queue/planted.ts', 'src/engine/other.ts', '../engine/other.ts'),
  importsType('layer-3-sink', 'src/sink/planted.ts', 'src/recipes/other.ts', '../recipes/other.ts'),
  importsType('layer-3-retrieval', 'src/retrieval/planted.ts', 'src/store/other.ts', '../store/other.ts'),
  importsType('layer-3-telemetry', 'src/telemetry/planted.ts', 'src/store/other.ts', '../store/other.ts'),
  importsType('layer-4-engine', 'src/engine/planted.ts', 'src/store/other.ts', '../store/other.ts'),
  imports('layer-6-cli', 'src/cli/planted.ts', 'src/recipes/other.ts', '../recipes/other.ts'),
  imports('layer-6-server', 'src/server/planted.ts', 'src/verify/other.ts', '../verify/other.ts'),
  imports('layer-6-worker', 'src/worker/planted.ts', 'src/rules/other.ts', '../rules/other.ts'),
  importsType('layer-6-client', 'src/client/planted.ts', 'src/server/other.ts', '../server/other.ts'),
  importsType('layer-7-web', 'web/planted.ts', 'src/domain/other.ts', '../src/domain/other.ts'),
  imports('layer-7-web', 'web/planted.tsx', 'src/server/other.ts', '../src/server/other.ts'),
  { rule: 'web-no-built-ins', files: { 'web/planted.ts': importing('node:fs') } },
  imports('nobody-imports-the-page', 'src/server/planted.ts', 'web/other.ts', '../../web/other.ts'),
  { rule: 'client-no-built-ins', files: { 'src/client/planted.ts': importing('node:fs') } },
  imports('layer-6-engine-types', 'src/cli/planted.ts', 'src/engine/other.ts', '../engine/other.ts'),
  importsType('only-app-names-adapters', 'src/index.ts', 'src/store/other.ts', './store/other.ts'),
  importsType('api-for-faces', 'src/engine/planted.ts', 'src/api/other.ts', '../api/other.ts'),
  importsType('layer-1', 'src/api/planted.ts', 'src/engine/other.ts', '../engine/other.ts'),
  imports('nobody-imports-a-face', 'src/app.ts', 'src/cli/other.ts', './cli/other.ts'),
  { rule: 'model-libraries-in-models', files: { 'src/engine/planted.ts': importing('ai') } },
  { rule: 'declared', files: { 'src/source/planted.ts': importing('vitest') } },
  { rule: 'resolvable', files: { 'src/domain/planted.ts': importing('./nowhere.ts') } },
  {
    rule: 'no-circle',
    files: {
      'src/domain/circle.ts': `import type { Other } from './other.ts';\n${documented('export type Planted = Other;')}`,
      'src/domain/other.ts': `import type { Planted } from './circle.ts';\n${documented('export type Other = Planted;')}`,
    },
  },
  pure('Date.now()'),
  pure('new Date()'),
  pure('Math.random()'),
  pure('process.env.HOME'),
  pure('globalThis.process'),
  pure('performance.now()'),
  pure('crypto.randomUUID()'),
  pure('setTimeout(() => {}, 1)'),
  pure('AbortSignal.timeout(1)'),
  pure("fetch('x')"),
  pure('import.meta.url'),
  pure('{ process }'),
  named("return name === 'bill';"),
  named("switch (name) { case 'gemini': return 1; }"),
  named("return name.startsWith('openai/');"),
  named("return names.includes('Bill');"),
  named('return /gemini/.test(name);'),
  named("return { store: 'sqlite' };"),
  modelCall('src/engine/planted.ts', 'return model.generate({});'),
  modelCall('src/engine/planted.ts', "return model['generate']({});"),
  modelCall('src/engine/planted.ts', 'const { generate } = model; return generate({});'),
  modelCall('src/models/planted.ts', 'return model.generate({});'),
  modelCall('src/engine/call-model.ts', 'return model.generate({});'),
  modelCall(
    'src/engine/call-model.ts',
    'p.admit(); await model.generate({}); await model.generate({}); p.settle();',
  ),
  { rule: 'known-folder', files: { 'src/shared/planted.ts': constant } },
  { rule: 'telling-names', files: { 'src/engine/utils/planted.ts': constant } },
  { rule: 'telling-names', files: { 'bench/helpers/planted.ts': constant } },
  { rule: 'short-files', files: { 'src/rules/planted.ts': constant + '//\n'.repeat(600) } },
  { rule: 'documented', files: { 'src/rules/planted.ts': 'export const planted = 1;\n' } },
  { rule: 'documented', files: { 'src/rules/planted.ts': 'export interface Planted { a: string }\n' } },
  { rule: 'documents-true', files: { 'docs/planted.md': 'see `src/engine/nowhere.ts`\n' } },
  { rule: 'documents-true', files: { 'docs/planted.md': 'see [the map](../NOWHERE.md)\n' } },
  { rule: 'no-foreign-places', files: { 'docs/planted.md': `see ${'/wo'}rk/main\n` } },
  {
    rule: 'no-foreign-places',
    files: { 'scripts/planted.ts': `// curl https://${'regis'}try.example.org/x\n` },
  },
  {
    rule: 'no-foreign-places',
    files: { 'package-lock.json': `{\n  "resolved": "${'http'}s://somewhere/x.tgz"\n}\n` },
  },
];
