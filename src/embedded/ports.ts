import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isFree } from './free-port.js';

const NAMES = ['postgres', 'temporal', 'temporalUi', 'sms', 'smtp', 'mail', 'api', 'bounce'] as const;
export type Ports = Record<(typeof NAMES)[number], number>;

/** The same ports at every start, so that bookmarks go on working; one that somebody else has taken is replaced. */
export async function keptPorts(dir: string): Promise<Ports> {
  const file = join(dir, 'ports.json');
  const before: Partial<Ports> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const ports = {} as Ports;
  for (const name of NAMES) {
    const kept = before[name];
    ports[name] = kept !== undefined && (await isFree(kept)) ? kept : await freePort();
  }
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
