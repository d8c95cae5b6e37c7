/** So long the browser may take to begin. */
const BEGINS_MS = 60_000;

/** Gives a file that was asked for to who reads. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), BEGINS_MS);
}
