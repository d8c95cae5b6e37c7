import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Identity, newIdentity, playDialogue } from './dialogue.js';
import { dialogueOf, MAIL_CASES, tryMail } from './mail-servers.js';

let identity: Identity;
beforeAll(() => {
  identity = newIdentity();
});
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The dialogues are Postfix's: `UPDATE=1 npm run test:production` records them anew. */
test.each(Object.keys(MAIL_CASES))('%s', async (name) => {
  const server = await playDialogue(dialogueOf(name), identity);
  stops.push(server.stop);
  const it = MAIL_CASES[name]!;
  expect(await tryMail(it, server.url, identity)).toMatchObject(it.outcomes);
  expect(server.astray).toEqual([]);
  expect(server.left()).toBe(0);
});
