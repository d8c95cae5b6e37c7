/** A word of a payment's purpose that may be the id of a loan; between Chinese words nothing stands but the id: 还款L1谢谢. */
const WORDS = [/[\p{L}\p{N}][\p{L}\p{N}._/-]*/gu, /[A-Za-z0-9][A-Za-z0-9._/-]*/g];
const LONGEST_ID = 200;

/** What may name a loan in the purpose of a payment, as people write it: `还款 LX-1，谢谢`, `loan no. LX-1`. Each once, in order. */
export function wordsOf(purpose: string): string[] {
  const form = purpose.normalize('NFKC');
  const found = WORDS.flatMap((it) => [...form.matchAll(it)]);
  const words = found.flatMap(([word]) => [word, word.replace(/[._/-]+$/, '')]);
  return [...new Set(words)].filter((it) => it.length <= LONGEST_ID);
}

/**
 * The loan that money is for: that of the virtual account it came to, else the one that its purpose names. Null: none, or more than
 * one, so that a person has to say it.
 */
export function loanOf(
  { account, purpose }: { account: string | null; purpose: string },
  known: { accounts: ReadonlyMap<string, string>; loans: ReadonlySet<string> },
): string | null {
  const ofAccount = account === null ? undefined : known.accounts.get(account);
  if (ofAccount !== undefined) return ofAccount;
  const named = wordsOf(purpose).filter((it) => known.loans.has(it));
  return named.length === 1 ? named[0]! : null;
}
