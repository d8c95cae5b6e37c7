import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { projectPath } from '../../library/project-path.js';

const BUILT = projectPath('dist/workflow-bundle.js');

/** The workflows as one file. Built once by `npm run build`; the worker refuses to start without it. */
export function builtBundle(): Promise<{ code: string }> {
  return readBuilt(BUILT);
}

/** @throws when it was not built */
export async function readBuilt(bundle: string): Promise<{ code: string }> {
  if (!existsSync(bundle)) throw new Error(`${basename(bundle)} is missing: npm run build`);
  return { code: await readFile(bundle, 'utf8') };
}

/** `interceptors`: paths of modules that go with them. */
export async function bundleWorkflows(interceptors: string[] = []): Promise<WorkflowBundleWithSourceMap> {
  const here = fileURLToPath(import.meta.url);
  const workflowsPath = fileURLToPath(
    new URL(`../../../workflows/index${here.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  );
  return bundleWorkflowCode({ workflowsPath, workflowInterceptorModules: interceptors, logger: silent });
}

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(BUILT, (await bundleWorkflows()).code);
}
