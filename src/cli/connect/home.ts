import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Identity, lives, ourselves } from '../../embedded/base/processes.js';
import { readVariables } from '../../lender/environment.js';
import { ownEnvironment } from '../../lender/own-environment.js';
import { BadInput } from '../../library/checked-yaml.js';
import type { SampleTime } from '../../sample/sample-clock.js';

/** The one folder of the embedded mode: POSTLOAN_HOME, else .postloan in the present folder. */
export function homeFolder(): string {
  return resolve(readVariables(ownEnvironment(), ['POSTLOAN_HOME']).POSTLOAN_HOME);
}

/** What a running `postloan up` tells other commands: how to reach its parts. Readable by its owner only. */
export interface Running extends Identity {
  env: Record<string, string>;
  pages: Record<string, string>;
  /** Left out: it goes by the world's time. */
  sample?: SampleTime | undefined;
}

const texts = z.record(z.string(), z.string());
const sampleTime = z.object({ from: z.number(), since: z.number(), speed: z.number() });
const schema = z.object({
  pid: z.number(),
  began: z.string().default(''),
  env: texts,
  pages: texts,
  sample: sampleTime.optional(),
});

const file = () => join(homeFolder(), 'running.json');

export function writeRunning(running: Pick<Running, 'env' | 'pages' | 'sample'>): void {
  const whole = `${file()}.new`;
  writeFileSync(whole, JSON.stringify({ ...ourselves(), ...running }, null, 2), { mode: 0o600 });
  renameSync(whole, file());
}

export function removeRunning(): void {
  rmSync(file(), { force: true });
}

/** Null when no `postloan up` of this folder is running. @throws BadInput when what it told is damaged */
export function readRunning(): Running | null {
  let text: string;
  try {
    text = readFileSync(file(), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
  const running = schema.safeParse(parsed(text));
  if (!running.success)
    throw new BadInput([
      `${file()}: is damaged: \`postloan down\`, then \`postloan up\` writes it anew; nothing is lost`,
    ]);
  return lives(running.data) ? running.data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
