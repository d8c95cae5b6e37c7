import type { Words } from './sentence.js';

/** What came from outside and could not be taken, is missing, or is not as the record says. */
export const WORDS_OF_BOOKS = {
  'facts-refused': {
    en: ({ sender }) => `facts of ${sender} that could not be taken: \`postloan intake list --refused\``,
    zh: ({ sender }) => `${sender}报送的事项未能受理：\`postloan intake list --refused\``,
  },
  'feed-refused': {
    en: ({ day, rows, loans }, say) =>
      `book of ${say.day(day)}: ${rows} rows could not be taken, ${loans} loans are held; \`import --daily --json\` lists them`,
    zh: ({ day, rows, loans }, say) =>
      `${say.day(day)}核心系统数据：${rows}行未能受理，${loans}笔贷款暂停催收；\`import --daily --json\`列出明细`,
  },
  'payments-unmatched': {
    en: ({ day, payments }, say) =>
      `statement of ${say.day(day)}: ${payments} payments of nobody known; \`payment list --unmatched\` lists them`,
    zh: ({ day, payments }, say) =>
      `${say.day(day)}银行流水：${payments}笔款项未能认领；\`payment list --unmatched\`列出明细`,
  },
  'record-broken': {
    en: ({ findings, first }) =>
      `${findings} things are not as the record says, first ${first}: \`audit check\` names them`,
    zh: ({ findings, first }) => `${findings}处与审计记录不符，首处为${first}；\`audit check\`列出明细`,
  },
  'book-unread': {
    en: ({ book, faults }) => `the book ${book} cannot be read, ${faults} faults: faults.txt beside it names them`,
    zh: ({ book, faults }) => `每日数据${book}无法读取，${faults}处错误，见其旁faults.txt`,
  },
  'book-missing': {
    en: ({ after, before }) =>
      `no book ${before === null ? `since that of ${after}` : `between those of ${after} and ${before}`}: who paid is not known, and nobody is dunned`,
    zh: ({ after, before }) =>
      `${before === null ? `${after}之后没有每日数据` : `${after}与${before}之间缺每日数据`}：还款情况不明，暂停催收`,
  },
  'feed-taken': {
    en: ({ day }, say) => `all is taken with the book of ${say.day(day)}`,
    zh: ({ day }, say) => `${say.day(day)}核心系统数据已全部受理`,
  },
} satisfies Partial<Words>;
