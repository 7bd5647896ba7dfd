import ts from 'typescript';
import { isSource, type RepositoryFile, type Violation } from './violation.ts';

/** Layers 0 to 2: what they know of the world is handed to them. */
const PURE =
  /^src\/((domain|problem|config|api|governor|verify|rules|passages|recipes|eval)\/|(source\/source|pdf\/pdf|models\/model|store\/store|queue\/queue|sink\/sink|retrieval\/retrieval)\.ts$)/;
/** Code that serves every provider, store and recipe alike. */
const SHARED = /^src\/(engine|governor|verify|telemetry|queue|cli|server|worker)\//;
/** The one file that calls a model. */
const MODEL_CALLER = 'src/engine/call-model.ts';

const FOLDERS = new Set(
  'domain problem config api source pdf recipes rules passages retrieval models governor verify eval store queue sink engine telemetry leafcutter app cli server worker client'.split(
    ' ',
  ),
);
const TOP_FILES = new Set(['src/app.ts', 'src/leafcutter.ts', 'src/index.ts']);

const IMPURE_GLOBALS = new Set(
  'process performance setTimeout setInterval setImmediate queueMicrotask fetch crypto require'.split(' '),
);
const IMPURE_MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'AbortSignal.timeout',
  'Temporal.Now',
  'import.meta',
]);

const PROVIDERS_AND_STORES = new Set(
  'gemini google vertex vertexai openai anthropic claude ollama vllm sqlite postgres postgresql chroma'.split(
    ' ',
  ),
);

/** Checks what one source file says, apart from its imports. `recipeNames` are the folders of src/recipes. */
export function checkSource(file: RepositoryFile, recipeNames: ReadonlySet<string>): Violation[] {
  if (!isSource(file.path)) return [];
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const violations: Violation[] = [];
  const report = (rule: string, node: ts.Node, message: string) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    violations.push({ rule, file: file.path, line, message });
  };

  const folder = file.path.split('/')[1] ?? '';
  if (!TOP_FILES.has(file.path) && !FOLDERS.has(folder)) {
    report('known-folder', source, 'lies in no folder of the layer table, so no rule is about it');
  }

  let modelCalls = 0;
  const visit = (node: ts.Node): void => {
    if (PURE.test(file.path)) {
      const impure = impurity(node);
      if (impure) report('pure', node, `reads ${impure}: layers 0 to 2 take such things as arguments`);
    }
    if (SHARED.test(file.path)) {
      const name = testedName(node, recipeNames);
      if (name) report('no-names', node, `tests for the name "${name}": ask for a declared capability`);
    }
    if (reachesGenerate(node)) {
      modelCalls++;
      if (file.path !== MODEL_CALLER && !isWrappingModel(file.path, node)) {
        report('model-call', node, `calls a model: only ${MODEL_CALLER} does, with a permit of the governor`);
      }
    }
    const undocumented = undocumentedExport(node);
    if (undocumented) report('documented', node, `exports ${undocumented} without a doc comment`);
    ts.forEachChild(node, visit);
  };
  visit(source);

  if (
    file.path === MODEL_CALLER &&
    !(modelCalls === 1 && /\.admit\(/.test(file.text) && /\.settle\(/.test(file.text))
  ) {
    report('model-call', source, 'must call a model in one place, after admit and before settle');
  }
  return violations;
}

/** Names what a node reads of clock, chance, environment or network; undefined when it reads nothing. */
function impurity(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
    return 'new Date()';
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()';
  if (ts.isMetaProperty(node)) return node.getText();
  if (ts.isPropertyAccessExpression(node) && IMPURE_MEMBERS.has(node.getText())) return node.getText();
  if (ts.isIdentifier(node) && IMPURE_GLOBALS.has(node.text) && isGlobalUse(node)) return node.text;
  return undefined;
}

/** True where an identifier is read as a variable, not as the name of a member, type, parameter or declaration. */
function isGlobalUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    return parent.expression === node || parent.expression.getText() === 'globalThis';
  }
  if (ts.isTypeNode(parent) || ts.isTypeElement(parent) || ts.isQualifiedName(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  // A declaration of the same name: a parameter, a local variable, a member.
  return (
    !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node)
  );
}

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const TESTING_METHODS = new Set([
  'startsWith',
  'endsWith',
  'includes',
  'has',
  'get',
  'match',
  'test',
  'indexOf',
]);

/** The provider, store or recipe name that a node compares something with. */
function testedName(node: ts.Node, recipeNames: ReadonlySet<string>): string | undefined {
  if (ts.isRegularExpressionLiteral(node)) {
    return [...PROVIDERS_AND_STORES].find((name) => node.text.toLowerCase().includes(name));
  }
  if (!ts.isStringLiteralLike(node)) return undefined;
  const word = node.text.toLowerCase().split('/')[0] ?? '';
  const { parent } = node;
  const compared =
    (ts.isBinaryExpression(parent) && COMPARISONS.has(parent.operatorToken.kind)) ||
    ts.isCaseClause(parent) ||
    (ts.isCallExpression(parent) &&
      ts.isPropertyAccessExpression(parent.expression) &&
      TESTING_METHODS.has(parent.expression.name.text));
  if (compared && (recipeNames.has(word) || PROVIDERS_AND_STORES.has(word))) return word;
  const isModule = ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent);
  return PROVIDERS_AND_STORES.has(word) && !isModule ? word : undefined;
}

/** True for `x.generate`, `x['generate']` and `{ generate } = x`. */
function reachesGenerate(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'generate';
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === 'generate';
  }
  return ts.isBindingElement(node) && (node.propertyName ?? node.name).getText() === 'generate';
}

/** True inside the `generate` of a model that passes the call on to the model it wraps. */
function isWrappingModel(path: string, node: ts.Node): boolean {
  if (!path.startsWith('src/models/')) return false;
  const method = ts.findAncestor(node, (ancestor) => ts.isMethodDeclaration(ancestor));
  return method?.name.getText() === 'generate';
}

/** The name of an exported declaration that no doc comment precedes. */
function undocumentedExport(node: ts.Node): string | undefined {
  const declares =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableStatement(node);
  if (!declares || !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    return undefined;
  if (ts.getJSDocCommentsAndTags(node).length > 0) return undefined;
  // A type read off a value, such as `z.infer<typeof billSchema>`, is documented by the value.
  if (ts.isTypeAliasDeclaration(node) && /\btypeof\b/.test(node.type.getText())) return undefined;
  // An overload is documented once, at its first signature.
  if (ts.isFunctionDeclaration(node) && isLaterOverload(node)) return undefined;
  return ts.isVariableStatement(node)
    ? node.declarationList.declarations[0]?.name.getText()
    : node.name?.text;
}

function isLaterOverload(node: ts.FunctionDeclaration): boolean {
  const siblings = node.getSourceFile().statements;
  const before = siblings[siblings.indexOf(node) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text;
}
