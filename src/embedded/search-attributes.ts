import type { Connection } from '@temporalio/client';

/** Temporal's own numbers of the types. */
const typeNumbers: Record<string, number> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

/** Name → type. */
export type SearchAttributeTypes = Record<string, string>;

/** Makes all of them: for a server that has none yet (the time-skipping one cannot be asked). */
export async function addSearchAttributes(connection: Connection, wanted: SearchAttributeTypes): Promise<void> {
  const searchAttributes = Object.fromEntries(
    Object.entries(wanted).map(([name, type]) => [name, typeNumbers[type] ?? 0]),
  );
  await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
}

/** Makes those that the server does not have. */
export async function addMissingSearchAttributes(connection: Connection, wanted: SearchAttributeTypes): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  const missing = Object.entries(wanted).filter(([name]) => !(name in (customAttributes ?? {})));
  if (missing.length > 0) await addSearchAttributes(connection, Object.fromEntries(missing));
}
