const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as it stands in a page, in elements and in attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);

/** What a reader's machine may have of Chinese fonts; pages and mails carry none. */
export const PAGE_FONTS = "'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
