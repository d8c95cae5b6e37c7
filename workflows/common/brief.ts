/** The server takes 400 bytes for a summary, and fails the workflow task of a longer one: 100 characters of up to four bytes fit. */
const OF_A_SUMMARY = 100;

/** As much of a text as the server takes. `most`: characters, each of up to four bytes. */
export function brief(text: string, most = OF_A_SUMMARY): string {
  const signs = Array.from(text);
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
