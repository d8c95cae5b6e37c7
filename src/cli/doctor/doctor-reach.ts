import { type ChannelSettings, createChannels } from '../../channels/index.js';
import { countryOf } from '../../channels/message/phone.js';
import type { ChannelName } from '../../domain/plan/plan.js';
import { noticesOf } from '../../domain/preview/contents.js';
import { type Database, rows, type Sql } from '../../store/base/connection/database.js';
import type { Seal } from '../../store/base/seal.js';
import { MAILABLE } from '../../store/staff/staff-mails.js';
import { plansInUse } from '../../store/work/duties.js';

/** How many of the newest contacts are looked at: enough to notice a gateway that is missing. */
const LOOKED_AT = 20_000;

/** The channels by which somebody would be written to, if they are configured: a borrower of an open loan by its plan, staff by mail. */
export async function channelsUsed(sql: Sql): Promise<Set<ChannelName>> {
  const used = new Set<ChannelName>();
  const reachable = await rows<{ plan: string; channel: ChannelName }>(
    sql,
    `SELECT DISTINCT l.plan, c.channel FROM contacts c JOIN loans l USING (borrower_id)
     WHERE c.whose = 'self' AND c.consent AND c.retired_at IS NULL AND l.closed_at IS NULL AND l.taken_in_at IS NOT NULL`,
  );
  for (const plan of await plansInUse(sql)) {
    const channels = new Set(noticesOf(plan).flatMap(({ notice }) => notice.channels));
    for (const it of reachable) if (it.plan === plan.plan && channels.has(it.channel)) used.add(it.channel);
  }
  const staff = await rows(
    sql,
    `SELECT 1 FROM staff WHERE ${MAILABLE} AND (left_on IS NULL OR left_on > now()) LIMIT 1`,
  );
  return staff.length > 0 ? used.add('email') : used;
}

/** `140 sms numbers of CN`: addresses of borrowers that no configured gateway serves, so that each message to them becomes a call. */
export async function unserved(
  { db, seal }: { db: Database; seal: Seal },
  settings: ChannelSettings,
): Promise<string[]> {
  const channels = createChannels(settings);
  try {
    const contacts = await rows<{ borrower: string; channel: 'sms' | 'voice'; address: Buffer; key: Buffer }>(
      db.pool,
      `SELECT borrower_id AS borrower, channel, address_sealed AS address, address_key AS key FROM contacts
       WHERE whose = 'self' AND channel IN ('sms', 'voice') AND consent AND retired_at IS NULL
         AND address_sealed IS NOT NULL AND address_key IS NOT NULL
       ORDER BY contact_id DESC LIMIT $1`,
      [LOOKED_AT],
    );
    const counted = new Map<string, number>();
    for (const { borrower, channel, address, key } of contacts) {
      const number = seal.tryOpen(address, 'contacts.address_sealed', borrower, 'self', channel, key);
      // A number that cannot be opened is reported by the look at the keys.
      if (number === null || !channels[channel] || channels[channel].carries(number)) continue;
      const of = `${channel} numbers of ${countryOf(number, channel) || 'no country'}`;
      counted.set(of, (counted.get(of) ?? 0) + 1);
    }
    return [...counted].map(([of, count]) => `${count} ${of}`).sort();
  } finally {
    await Promise.all(Object.values(channels).map((channel) => channel.close()));
  }
}
