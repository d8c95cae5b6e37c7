import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isFree } from './free-port.js';

const NAMES = ['postgres', 'temporal', 'temporalUi', 'sms', 'smtp', 'mail', 'api', 'bounce', 'start'] as const;
export type Ports = Record<(typeof NAMES)[number], number>;

/** The same ports at every start, so that bookmarks go on working; one that somebody else has taken is replaced. */
export async function keptPorts(dir: string): Promise<Ports> {
  const file = join(dir, 'ports.json');
  const before = portsIn(file);
  const ports = {} as Ports;
  for (const name of NAMES) {
    const kept = before[name];
    // Nobody listens yet on those that were given out above.
    const given: number[] = Object.values(ports);
    let port = isPort(kept) && !given.includes(kept) && (await isFree(kept)) ? kept : await freePort();
    while (given.includes(port)) port = await freePort();
    ports[name] = port;
  }
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

/** None when there are none yet, or the file is damaged: others will do. */
function portsIn(file: string): Partial<Ports> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Ports>;
  } catch {
    return {};
  }
}

const isPort = (kept: unknown): kept is number => Number.isInteger(kept) && Number(kept) > 0 && Number(kept) < 65_536;
