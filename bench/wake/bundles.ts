import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** The ways of making one reminder that are held against each other. */
export const WAYS = ['bare', 'a', 'b', 'c'] as const;
export type Way = (typeof WAYS)[number];

const SOURCES: Record<Way, string> = {
  bare: './bare-workflow.ts',
  a: './other-ways.ts',
  b: './other-ways.ts',
  c: '../../workflows/index.ts',
};

/** The workflows of one way, each bundled by itself: the bare one must not carry our weight. */
export async function bundleOf(way: Way, preload: boolean): Promise<{ code: string }> {
  const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const workflowsPath = fileURLToPath(new URL(SOURCES[way], import.meta.url));
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: silent,
    ...(preload ? { preloadModules: ['@temporalio/common'] } : {}),
  });
  return { code };
}
