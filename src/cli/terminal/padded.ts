/** As wide as so many columns of a terminal, in which a Chinese character takes two. What is longer is not cut. */
export function padded(text: string, width: number): string {
  const wide = [...text].reduce((sum, sign) => sum + (/[\u1100-\uffdc]/u.test(sign) ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(0, width - wide));
}
