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
export async function addSearchAttributes(
  connection: Connection,
  wanted: SearchAttributeTypes,
  namespace = 'default',
): Promise<void> {
  const searchAttributes = Object.fromEntries(
    Object.entries(wanted).map(([name, type]) => [name, typeNumbers[type] ?? 0]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** Those that the namespace does not have. */
export async function missingSearchAttributes(
  connection: Connection,
  wanted: SearchAttributeTypes,
  namespace = 'default',
): Promise<SearchAttributeTypes> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in (customAttributes ?? {}))));
}

/** Makes those that the namespace does not have. */
export async function addMissingSearchAttributes(
  connection: Connection,
  wanted: SearchAttributeTypes,
  namespace = 'default',
): Promise<void> {
  const missing = await missingSearchAttributes(connection, wanted, namespace);
  if (Object.keys(missing).length > 0) await addSearchAttributes(connection, missing, namespace);
}
