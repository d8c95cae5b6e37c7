import stringWidth from 'string-width';

/** As wide as so many columns of a terminal, in which a Chinese character takes two. What is longer is not cut. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));
