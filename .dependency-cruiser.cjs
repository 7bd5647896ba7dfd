// Who may import whom: the layer table of ARCHITECTURE.md as rules. Imports of types count like any other.
// `scripts/check-architecture.ts` runs this and asserts that every source file was seen; `test/architecture/` plants a
// violation of every rule and expects it to be found.

const layer0 = ['domain', 'problem'];
const pure = ['governor', 'verify', 'rules', 'passages', 'recipes', 'eval'];
const adapters = ['source', 'pdf', 'models', 'store', 'queue', 'sink', 'retrieval', 'telemetry'];
const faces = ['cli', 'server', 'worker'];

/** The interface file of each adapter folder: layer 1, with `config`. */
const interfaces =
  '^src/(source/source|pdf/pdf|models/model|store/store|queue/queue|sink/sink|retrieval/retrieval)\\.ts$';
const inFolders = (folders) => `^src/(${folders.join('|')})/`;
const layers0And1 = [inFolders([...layer0, 'config', 'api']), interfaces];
const anySource = '^src/';

/** Forbids imports of our own files other than those named. */
function only(name, comment, from, allowed) {
  return { name, comment, severity: 'error', from, to: { path: anySource, pathNot: allowed } };
}

module.exports = {
  forbidden: [
    only('layer-0', 'domain and problem import nothing of ours', { path: inFolders(layer0) }, [
      inFolders(layer0),
    ]),
    only(
      'layer-1',
      'config, api and the interface files import domain, problem and one another',
      { path: [inFolders(['config', 'api']), interfaces] },
      layers0And1,
    ),
    ...['governor', 'rules', 'passages', 'eval'].map((folder) =>
      only(`layer-2-${folder}`, `${folder} imports layers 0 and 1`, { path: inFolders([folder]) }, [
        inFolders([folder]),
        ...layers0And1,
      ]),
    ),
    only(
      'layer-2-verify',
      'verify imports layers 0 and 1 and rules: it reads what is printed with the same eyes',
      { path: inFolders(['verify']) },
      [inFolders(['verify', 'rules']), ...layers0And1],
    ),
    only(
      'layer-2-recipes',
      'recipes import layers 0 and 1, rules, passages and verify',
      { path: inFolders(['recipes']) },
      [inFolders(['recipes', 'rules', 'passages', 'verify']), ...layers0And1],
    ),
    {
      name: 'pure-no-built-ins',
      comment: 'layers 0 to 2 use no Node built-in: what they need of the world is handed to them',
      severity: 'error',
      from: { path: [inFolders([...layer0, 'config', 'api', ...pure]), interfaces] },
      to: { dependencyTypes: ['core'] },
    },
    ...adapters.map((folder) =>
      only(
        `layer-3-${folder}`,
        `${folder} imports layers 0 and 1 and its own files, never another adapter`,
        { path: inFolders([folder]), pathNot: interfaces },
        [inFolders([folder]), ...layers0And1],
      ),
    ),
    only('layer-4-engine', 'engine imports layers 0 to 2 and interfaces', { path: inFolders(['engine']) }, [
      inFolders(['engine', ...pure]),
      ...layers0And1,
    ]),
    ...faces.map((folder) =>
      only(
        `layer-6-${folder}`,
        `${folder} imports app, eval, types of the engine, config, domain and problem`,
        { path: inFolders([folder]) },
        [
          inFolders([folder, 'engine', 'eval']),
          '^src/(app|leafcutter)\\.ts$',
          // The command that starts the server, and the one that makes its keys.
          ...(folder === 'cli'
            ? ['^src/client/', '^src/(server/(server|page|api-key|key-limits)|worker/worker)\\.ts$']
            : []),
          ...layers0And1,
        ],
      ),
    ),
    only(
      'layer-6-client',
      'client imports api, domain and problem: it runs where nothing else of ours does',
      { path: inFolders(['client']) },
      [inFolders(['client', 'api', ...layer0])],
    ),
    {
      name: 'client-no-built-ins',
      comment: 'client runs in browsers too',
      severity: 'error',
      from: { path: inFolders(['client']) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'layer-7-web',
      comment:
        'the page knows the client, which hands on the types of api, and the words that the terminal says too',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: anySource, pathNot: '^src/(client/client|domain/(wording|page-range))\\.ts$' },
    },
    {
      name: 'web-no-built-ins',
      comment: 'the page runs in browsers',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-imports-the-page',
      comment: 'the page is built by itself and served as files',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^web/' },
    },
    {
      name: 'layer-6-engine-types',
      comment: 'cli, server and worker know the engine by its types alone',
      severity: 'error',
      from: { path: inFolders(faces) },
      to: { path: inFolders(['engine']), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-app-names-adapters',
      comment: 'app.ts, with its folder, is the one place that knows concrete adapters',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/app(\\.ts$|/)', inFolders(adapters)] },
      to: { path: inFolders(adapters), pathNot: interfaces },
    },
    {
      name: 'model-libraries-in-models',
      comment: "a provider's library is imported by its adapter alone",
      severity: 'error',
      from: { path: '^src/', pathNot: inFolders(['models']) },
      to: { path: 'node_modules/(@google/genai|@ai-sdk/|ai/|openai/|@anthropic-ai/)' },
    },
    {
      name: 'api-for-faces',
      comment: 'api has the shapes of HTTP: the program inside knows nothing of them',
      severity: 'error',
      from: { path: '^src/', pathNot: inFolders(['api', 'client', ...faces]) },
      to: { path: inFolders(['api']) },
    },
    {
      name: 'nobody-imports-a-face',
      comment: 'app.ts and index.ts are below cli, server, worker and client',
      severity: 'error',
      from: { path: '^src/', pathNot: inFolders([...faces, 'client']) },
      to: { path: inFolders([...faces, 'client']) },
    },
    {
      name: 'no-circle',
      comment: 'no circle of imports, imports of types included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere hides what it imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'sources use packages that package.json lists under dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.test\\.ts$', '\\.contract\\.ts$'] },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
