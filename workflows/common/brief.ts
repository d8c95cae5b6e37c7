/** The server takes 400 bytes for a summary and fails a workflow task whose summary is longer: as many signs as surely fit. */
const MOST = 100;

export function brief(text: string): string {
  const signs = Array.from(text);
  return signs.length <= MOST ? text : `${signs.slice(0, MOST - 1).join('')}…`;
}
