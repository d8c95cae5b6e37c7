/** What may be shown of a person without a reason: enough to tell two apart, not enough to reach or to know anybody. */

/** 王小明 → 王**, Lin Zhao → L** */
export const maskName = (name: string): string => `${[...name][0] ?? ''}**`;

/** +8613800000001 → +86****0001, lin@mail.example → l***@mail.example, any other id → ***. */
export function maskAddress(address: string): string {
  if (/^\+?\d{8,15}$/.test(address)) return `${address.slice(0, 3)}****${address.slice(-4)}`;
  const [name, domain] = address.split('@');
  return domain ? `${[...name!][0] ?? ''}***@${domain}` : '***';
}

/** Of a number of identity only the last two signs. */
export const maskIdentity = (identity: string): string => `****${identity.slice(-2)}`;
