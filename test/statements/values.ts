import ts from 'typescript';
import { isOurs, nodesOf, placeOf } from './program.js';

/** Where a local name is declared. */
type Whole = ts.VariableDeclaration | ts.ParameterDeclaration;
type Name = Whole | ts.BindingElement;
/** What local names are worth, by where they are declared; of a function that was called, by which call. */
type World = ReadonlyMap<ts.Node, unknown>;
type Names = Record<string, unknown>;

export interface Known {
  /** What the named names of a module are worth, its own and those it imports. */
  scopeOf(file: string, names: string[]): Promise<Names>;
  /** What functions answer that ask the database: by their names. */
  answers: Names;
}

/** What an expression is worth hangs on something that only running it would tell. */
export class Unknowable extends Error {}

/**
 * Every value an expression may have: what it is made of is followed back to constants of modules, elements of lists, arguments
 * of all calls and types of few literals, and evaluated as it would be when it runs.
 */
export class Values {
  private readonly checker: ts.TypeChecker;
  private readonly scopes = new Map<ts.SourceFile, Promise<Names>>();
  private calls: Map<string, ts.CallExpression[]> | undefined;

  constructor(
    private readonly program: ts.Program,
    private readonly known: Known,
  ) {
    this.checker = program.getTypeChecker();
  }

  /** @throws Unknowable */
  async of(expression: ts.Expression): Promise<unknown[]> {
    const worlds = await this.worlds(expression, new Map());
    return Promise.all(worlds.map((world) => this.evaluate(expression, world)));
  }

  /** The worlds in which each local name of an expression is worth something. */
  private async worlds(expression: ts.Expression, world: World): Promise<World[]> {
    if (this.answered(expression)) return [world];
    const open = this.localNames(expression).find((it) => !world.has(it.declaration));
    if (!open) return [world];
    const bound = await this.bind(open.declaration, world);
    return (await Promise.all(bound.map((it) => this.worlds(expression, it)))).flat();
  }

  private async bind(name: Name, world: World): Promise<World[]> {
    const whole = (ts.isBindingElement(name) ? ts.walkUpBindingElementsAndPatterns(name) : name) as Whole;
    const literals = literalsOf(this.checker.getTypeAtLocation(name));
    const asTyped = () => literals!.map((it) => new Map([...world, [name, it]]));
    // A caller may say all that the type allows. What is made here is followed, so that what belongs together stays so.
    if (literals && ts.isParameter(whole) && !listOf(whole)) return asTyped();
    try {
      return await (ts.isBindingElement(name) ? this.bindPart(name, whole, world) : this.bindWhole(whole, world));
    } catch (error) {
      if (literals && error instanceof Unknowable) return asTyped();
      throw error;
    }
  }

  private async bindPart(name: ts.BindingElement, whole: Whole, world: World): Promise<World[]> {
    const pick = new Function('whole', `const ${whole.name.getText()} = whole; return ${name.name.getText()}`);
    const worlds = world.has(whole) ? [world] : await this.bindWhole(whole, world);
    return worlds.map((it) => new Map([...it, [name, pick(it.get(whole))]]));
  }

  private async bindWhole(name: Whole, world: World): Promise<World[]> {
    const list = listOf(name);
    if (list) {
      const lists = await this.valuesIn(list, world);
      return lists.flatMap(([it, all]) => [...(all as Iterable<unknown>)].map((one) => new Map([...it, [name, one]])));
    }
    if (!ts.isParameter(name)) return this.bindValue(name, name.initializer, world);
    const fn = name.parent;
    const calls = world.has(fn) ? [world.get(fn) as ts.CallExpression] : this.callsOf(fn);
    if (calls.length === 0) throw new Unknowable(`${placeOf(name)}: nobody calls it by its name`);
    const worlds = calls.map((call) => {
      if (isWithin(call, fn)) throw new Unknowable(`${placeOf(call)}: calls itself`);
      const argument = call.arguments[fn.parameters.indexOf(name)] ?? name.initializer;
      return this.bindValue(name, argument, new Map([...world, [fn, call]]));
    });
    return (await Promise.all(worlds)).flat();
  }

  private async bindValue(name: Whole, from: ts.Expression | undefined, world: World): Promise<World[]> {
    if (!from) return [new Map([...world, [name, undefined]])];
    return (await this.valuesIn(from, world)).map(([it, value]) => new Map([...it, [name, value]]));
  }

  private async valuesIn(expression: ts.Expression, world: World): Promise<[World, unknown][]> {
    const worlds = await this.worlds(expression, world);
    return Promise.all(worlds.map(async (it) => [it, await this.evaluate(expression, it)] as [World, unknown]));
  }

  private async evaluate(expression: ts.Expression, world: World): Promise<unknown> {
    // Most are; nothing of their module is needed.
    if (ts.isStringLiteralLike(expression)) return expression.text;
    const answered = this.answered(expression);
    if (answered) return this.known.answers[answered];
    const asked = nodesOf(expression).find(
      (it) => ts.isCallExpression(it) && this.checker.getTypeAtLocation(it).symbol?.name === 'Promise',
    );
    if (asked) throw new Unknowable(`${placeOf(asked)} ${asked.getText()}: only known when it runs`);
    const locals = this.localNames(expression).map((it) => [it.name, world.get(it.declaration)] as const);
    const names = { ...(await this.scope(expression.getSourceFile())), ...Object.fromEntries(locals) };
    const { outputText } = ts.transpileModule(`return (${expression.getText()})`, {
      compilerOptions: { target: ts.ScriptTarget.ES2022 },
    });
    try {
      return new Function(...Object.keys(names), outputText)(...Object.values(names));
    } catch (error) {
      throw new Unknowable(`${placeOf(expression)} ${expression.getText()}: ${error}`);
    }
  }

  /** The function whose answer is known, of `await f(…)`. */
  private answered(expression: ts.Expression): string | undefined {
    if (!ts.isAwaitExpression(expression) || !ts.isCallExpression(expression.expression)) return undefined;
    const name = expression.expression.expression.getText();
    return name in this.known.answers ? name : undefined;
  }

  /** The names in an expression that are neither its own nor its module's. */
  private localNames(expression: ts.Node): { name: string; declaration: Name }[] {
    const found = new Map<Name, string>();
    for (const node of nodesOf(expression)) {
      if (!ts.isIdentifier(node)) continue;
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
        : this.checker.getSymbolAtLocation(node);
      const declaration = symbol?.valueDeclaration;
      if (!declaration || declaration.getSourceFile() !== expression.getSourceFile()) continue;
      if (!isName(declaration) || isOfModule(declaration) || isWithin(declaration, expression)) continue;
      found.set(declaration, node.text);
    }
    return [...found].map(([declaration, name]) => ({ name, declaration }));
  }

  private scope(file: ts.SourceFile): Promise<Names> {
    const known = this.scopes.get(file) ?? this.known.scopeOf(file.fileName, namesOfModule(file));
    this.scopes.set(file, known);
    return known;
  }

  private callsOf(fn: ts.SignatureDeclaration): ts.CallExpression[] {
    this.calls ??= this.callsByName();
    const name = fn.name ?? (ts.isVariableDeclaration(fn.parent) ? fn.parent.name : undefined);
    const calls = this.calls.get(name?.getText() ?? '') ?? [];
    return calls.filter((it) => this.checker.getResolvedSignature(it)?.declaration === fn);
  }

  private callsByName(): Map<string, ts.CallExpression[]> {
    const calls = new Map<string, ts.CallExpression[]>();
    for (const file of this.program.getSourceFiles().filter((it) => isOurs(it.fileName))) {
      for (const node of nodesOf(file)) {
        if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) continue;
        const { text } = node.expression;
        calls.set(text, [...(calls.get(text) ?? []), node]);
      }
    }
    return calls;
  }
}

/** All values of a type that has few; undefined: it has many. */
function literalsOf(type: ts.Type): unknown[] | undefined {
  const values = (type.isUnion() ? type.types : [type]).map((it) => {
    if (it.isStringLiteral() || it.isNumberLiteral()) return [it.value];
    if (it.flags & ts.TypeFlags.Undefined) return [undefined];
    if (it.flags & ts.TypeFlags.Null) return [null];
    if (it.flags & ts.TypeFlags.BooleanLiteral) return ['intrinsicName' in it && it.intrinsicName === 'true'];
    return [];
  });
  return values.every((it) => it.length > 0) ? values.flat() : undefined;
}

/** What a name is an element of: of a loop, or of the list whose method gets the function. */
function listOf(name: Whole): ts.Expression | undefined {
  if (!ts.isParameter(name)) return ts.isForOfStatement(name.parent.parent) ? name.parent.parent.expression : undefined;
  const call = name.parent.parent;
  if (name.parent.parameters[0] !== name || !ts.isCallExpression(call)) return undefined;
  const { expression: called } = call;
  const ofList = ts.isPropertyAccessExpression(called) && /^(map|flatMap|filter|forEach|find)$/.test(called.name.text);
  return ofList ? called.expression : undefined;
}

function isName(node: ts.Node): node is Name {
  return ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
}

function isOfModule(name: Name): boolean {
  const whole: ts.Node = ts.isBindingElement(name) ? ts.walkUpBindingElementsAndPatterns(name) : name;
  return ts.isVariableDeclaration(whole) && ts.isSourceFile(whole.parent.parent.parent);
}

function isWithin(node: ts.Node, whole: ts.Node): boolean {
  return node.getSourceFile() === whole.getSourceFile() && node.pos >= whole.pos && node.end <= whole.end;
}

function namesOfModule(file: ts.SourceFile): string[] {
  return file.statements.flatMap((it) => {
    if (ts.isVariableStatement(it)) return it.declarationList.declarations.flatMap(({ name }) => wordsOf(name));
    if (ts.isFunctionDeclaration(it) && it.name) return [it.name.text];
    if (!ts.isImportDeclaration(it) || !it.importClause || it.importClause.isTypeOnly) return [];
    const { name, namedBindings } = it.importClause;
    const named = !namedBindings ? [] : ts.isNamespaceImport(namedBindings) ? [namedBindings] : namedBindings.elements;
    const values = [...named].filter((each) => !(ts.isImportSpecifier(each) && each.isTypeOnly));
    return [...(name ? [name.text] : []), ...values.map((each) => each.name.text)];
  });
}

function wordsOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((it) => (ts.isOmittedExpression(it) ? [] : wordsOf(it.name)));
}
