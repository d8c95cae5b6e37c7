import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The words of a PDF, without blanks: where a line breaks is not its matter. */
export async function pdfWords(bytes: Uint8Array): Promise<string> {
  return (await pdfLines(bytes)).join('').replace(/\s/g, '');
}

/** Its lines, from the first to the last page: what stands at one height of a page. */
export async function pdfLines(bytes: Uint8Array): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages = await Promise.all(
    Array.from({ length: pdf.numPages }, async (_, n) => (await (await pdf.getPage(n + 1)).getTextContent()).items),
  );
  const lines: string[] = [];
  let height: number | null = null;
  for (const item of pages.flat()) {
    if (!('str' in item) || item.str === '') continue;
    const at = Math.round(item.transform[5]);
    if (at === height) lines.push((lines.pop() ?? '') + item.str);
    else lines.push(item.str);
    height = at;
  }
  return lines;
}
