/** A text for a terminal: control characters are shown by their code, so that they do nothing. */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
    '\n\t\r'.includes(sign) ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
