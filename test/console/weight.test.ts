import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectPath } from '../../src/library/project-path.js';

const OUT = projectPath('dist/console');

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(`${OUT}/manifest.json`, 'utf8'));

/** The files that are loaded before a page can be shown, each once. */
function filesOf(...names: string[]): Set<string> {
  const seen = new Set<string>();
  const look = (name: string) => {
    const { file, imports = [], css = [] } = manifest[name]!;
    if (seen.has(file)) return;
    for (const it of [file, ...css]) seen.add(it);
    imports.forEach(look);
  };
  names.forEach(look);
  return seen;
}

const kilobytes = (files: Iterable<string>) =>
  [...files].reduce((sum, it) => sum + statSync(`${OUT}/${it}.br`).size, 0) / 1024;

it('the shell with one’s own work is less than 450 kB on the way', () => {
  const files = filesOf('index.html', 'src/work/my-work.tsx');
  expect(files.size).toBeGreaterThan(2);
  expect(kilobytes(files)).toBeLessThan(450);
});
