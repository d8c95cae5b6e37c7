const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/**
 * A number of an identity card or another paper as it is kept and looked up: without blanks, in capitals. Null: none. One of
 * 18 signs is a Chinese resident's (GB 11643-1999), whose last sign is checked.
 */
export function readIdentity(text: string): string | null {
  const identity = text.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z0-9]{5,20}$/.test(identity)) return null;
  if (identity.length !== 18) return identity;
  if (!/^\d{17}[\dX]$/.test(identity)) return null;
  const sum = WEIGHTS.reduce((total, weight, n) => total + weight * Number(identity[n]), 0);
  return CHECKS[sum % 11] === identity[17] ? identity : null;
}
