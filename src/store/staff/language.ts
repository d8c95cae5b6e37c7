import type { Language } from '../../domain/plan/template.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import { FactRefused } from '../facts/fact-refused.js';
import { noteFact, type Source } from '../facts/facts.js';

/** In which language one of the staff reads from now on: mails, papers, the console. False: it is so already. @throws FactRefused for somebody unknown */
export async function chooseLanguage(
  db: Begin,
  { staff, language }: { staff: string; language: Language },
  source: Source,
): Promise<boolean> {
  return transaction(db, async (client) => {
    const [known] = await rows<{ language: Language | null }>(
      client,
      'SELECT language FROM staff WHERE staff_id = $1 FOR UPDATE',
      [staff],
    );
    if (!known) throw new FactRefused(`no staff ${staff}`, 'staff');
    if (known.language === language) return false;
    await client.query('UPDATE staff SET language = $2 WHERE staff_id = $1', [staff, language]);
    await noteFact(client, source, 'language chosen', `staff/${staff}`, { language, before: known.language });
    return true;
  });
}
