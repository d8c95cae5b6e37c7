import { relative } from 'node:path';
import ts from 'typescript';
import { projectPath } from '../../src/library/project-path.js';

/** What a row may be made of that is not ours; all else a program imports says nothing of rows, and is large. */
const NEEDED = new Set(['pg', 'zod']);

/** The types of all that runs and of more files, without those of most libraries. */
export function readProgram(more: string[]): ts.Program {
  const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(projectPath('tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })!;
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (names, from, redirected, _, source) =>
    names.map((name) => {
      const ours = name.text.startsWith('.') && !name.text.includes('/generated/');
      if (!ours && !NEEDED.has(name.text) && !from.includes('/node_modules/')) return { resolvedModule: undefined };
      const mode = ts.getModeForUsageLocation(source, name, options);
      return ts.resolveModuleName(name.text, from, options, host, undefined, redirected, mode);
    });
  return ts.createProgram([...fileNames.filter(isOurs), ...more], options, host);
}

/** Whether a file is of what runs. */
export function isOurs(file: string): boolean {
  return /^(src|activities|workflows)\//.test(relative(projectPath('.'), file)) && !file.includes('/generated/');
}

export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${relative(projectPath('.'), file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** A node and all that are in it. */
export function nodesOf(node: ts.Node): ts.Node[] {
  const found = [node];
  ts.forEachChild(node, (child) => {
    found.push(...nodesOf(child));
  });
  return found;
}
