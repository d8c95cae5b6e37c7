import { type ChannelSettings, createChannels } from '../channels/index.js';
import { countryOf } from '../channels/phone.js';
import { type Database, rows } from '../store/database.js';
import type { Seal } from '../store/seal.js';

/** So many of the newest contacts are looked at; a gateway that is missing shows among them. */
const LOOKED_AT = 20_000;

/** `140 sms numbers of CN`: addresses of borrowers that no configured gateway serves, so that each message to them becomes a call. */
export async function unserved(
  { db, seal }: { db: Database; seal: Seal },
  settings: ChannelSettings,
): Promise<string[]> {
  const channels = createChannels(settings);
  try {
    const contacts = await rows<{ channel: 'sms' | 'voice'; address: Buffer }>(
      db.pool,
      `SELECT channel, address_sealed AS address FROM contacts
       WHERE whose = 'self' AND channel IN ('sms', 'voice') AND consent AND retired_at IS NULL
       ORDER BY contact_id DESC LIMIT $1`,
      [LOOKED_AT],
    );
    const counted = new Map<string, number>();
    for (const { channel, address } of contacts) {
      const number = seal.open(address);
      if (!channels[channel] || channels[channel].carries(number)) continue;
      const of = `${channel} numbers of ${countryOf(number, channel) || 'no country'}`;
      counted.set(of, (counted.get(of) ?? 0) + 1);
    }
    return [...counted].map(([of, count]) => `${count} ${of}`).sort();
  } finally {
    await Promise.all(Object.values(channels).map((channel) => channel.close()));
  }
}
