import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { projectPath } from '../library/project-path.js';
import { bundleWorkflows, readBuilt } from '../worker/run/bundle.js';

export const REHEARSAL_BUNDLE = projectPath('dist/rehearsal-bundle.js');

/** The workflows as a rehearsal runs them: the same, but for what the server that skips time cannot bear. Built by `npm run build`. */
export function bundleForRehearsal(): Promise<{ code: string }> {
  return readBuilt(REHEARSAL_BUNDLE);
}

export async function buildForRehearsal(): Promise<void> {
  const name = import.meta.url.endsWith('.ts') ? 'nothing-cancelled.ts' : 'nothing-cancelled.js';
  const { code } = await bundleWorkflows([fileURLToPath(new URL(name, import.meta.url))]);
  await writeFile(REHEARSAL_BUNDLE, code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildForRehearsal();
