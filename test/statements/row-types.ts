import ts from 'typescript';
import { nodesOf } from './program.js';
import type { Column } from './server.js';

const SAYS_NOTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** A statement, and what its rows are said to be. */
export interface Asked {
  call: ts.CallExpression;
  text: ts.Expression;
  row: ts.Type;
}

/** Calls of `rows`, and of pg's own `query<…>`. */
export function askedIn(checker: ts.TypeChecker, file: ts.SourceFile): Asked[] {
  return nodesOf(file).flatMap((call) => {
    if (!ts.isCallExpression(call)) return [];
    const { expression: called, arguments: given, typeArguments } = call;
    if (ts.isPropertyAccessExpression(called) && called.name.text === 'query' && typeArguments)
      return [{ call, text: given[0]!, row: checker.getTypeFromTypeNode(typeArguments[0]!) }];
    const isRows = ts.isIdentifier(called) && called.text === 'rows';
    const signature = isRows ? checker.getResolvedSignature(call) : undefined;
    if (!signature?.declaration?.getSourceFile().fileName.endsWith('/base/connection/database.ts')) return [];
    const [list] = checker.getTypeArguments(checker.getReturnTypeOfSignature(signature) as ts.TypeReference);
    return [{ call, text: given[1]!, row: checker.getTypeArguments(list as ts.TypeReference)[0]! }];
  });
}

/** Whether whoever reads a row must look at each value first. */
export function saysNothing(checker: ts.TypeChecker, row: ts.Type): boolean {
  const others = checker.getIndexInfoOfType(row, ts.IndexKind.String)?.type;
  return (
    (row.flags & SAYS_NOTHING) !== 0 ||
    (others && checker.getPropertiesOfType(row).length === 0 && (others.flags & SAYS_NOTHING) !== 0) === true
  );
}

/** What is wrong with the type of a row, held against the columns that come. */
export function mistakes(checker: ts.TypeChecker, row: ts.Type, columns: Column[]): string[] {
  if (saysNothing(checker, row)) return [];
  const others = checker.getIndexInfoOfType(row, ts.IndexKind.String)?.type;
  const found = columns.flatMap((column) => {
    const property = checker.getPropertyOfType(row, column.name);
    const type = property ? checker.getTypeOfSymbol(property) : others;
    return type ? ofColumn(checker, type, column) : [`${column.name} comes, and is not in the type`];
  });
  const missing = checker
    .getPropertiesOfType(row)
    .filter((it) => !(it.flags & ts.SymbolFlags.Optional) && columns.every(({ name }) => name !== it.name));
  return [...found, ...missing.map((it) => `${it.name} does not come`)];
}

function ofColumn(checker: ts.TypeChecker, type: ts.Type, { name, kind, nullable }: Column): string[] {
  if (type.flags & SAYS_NOTHING) return [];
  const parts = type.isUnion() ? type.types : [type];
  const takesNull = parts.some((it) => it.flags & ts.TypeFlags.Null);
  const said = new Set(
    parts.filter((it) => !(it.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined))).map((it) => kindOf(checker, it)),
  );
  const isSaid = kind === 'json' ? ![...said].every((it) => /Buffer|Date/.test(it)) : said.has(kind);
  return [
    ...(isSaid ? [] : [`${name} is said to be ${[...said].join(' | ')}, and is ${kind}`]),
    ...(nullable && !takesNull ? [`${name} may be null`] : []),
  ];
}

function kindOf(checker: ts.TypeChecker, type: ts.Type): string {
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  if (!checker.isArrayType(type)) return (type.symbol?.name ?? 'object').replace('Uint8Array', 'Buffer');
  const [element] = checker.getTypeArguments(type as ts.TypeReference);
  const kinds = new Set((element!.isUnion() ? element.types : [element!]).map((it) => kindOf(checker, it)));
  return `${[...kinds].join(' | ')}[]`;
}
