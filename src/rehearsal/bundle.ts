import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../worker/bundle.js';

/** The workflows as a rehearsal runs them: the same, but for what the server that skips time cannot bear. */
export function bundleForRehearsal(): Promise<{ code: string }> {
  const name = import.meta.url.endsWith('.ts') ? 'timers-run-out.ts' : 'timers-run-out.js';
  return bundleWorkflows([fileURLToPath(new URL(name, import.meta.url))]);
}
