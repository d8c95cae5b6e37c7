/** The passwords that are tried first wherever many were stolen, in small letters: a list that ships, since nothing is asked of others. */
export async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
