import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { homeFolder } from './home.js';

/** Who has signed in by this folder, and the token of that session: readable by its owner only. */
const schema = z.object({ staff: z.string(), token: z.string() });
const file = () => join(homeFolder(), 'login.json');

/** Null: nobody has, or what is there cannot be read as that. */
export function readLogin(): z.output<typeof schema> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file(), 'utf8')));
  } catch {
    return null;
  }
}

export function writeLogin(login: z.output<typeof schema>): void {
  mkdirSync(homeFolder(), { recursive: true });
  const whole = `${file()}.new`;
  writeFileSync(whole, JSON.stringify(login), { mode: 0o600 });
  renameSync(whole, file());
}

export const forgetLogin = (): void => rmSync(file(), { force: true });
