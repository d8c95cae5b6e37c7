import { tierWord, word } from './vocabulary.js';

/**
 * Earlier versions stored an English sentence in place of a reason. Papers still show some of these, about why a loan is in its tier:
 * they are translated here by pattern, and a sentence of another form stays as it is. No new row needs this.
 */
export const oldSentenceInChinese = (text: string): string =>
  text
    .replace(/(\d+) days past due/g, '逾期$1天')
    .replace(/(\d+) instalments overdue/g, '$1期未还')
    .replace(/overdue ([\d.]+)/g, '逾期金额$1')
    .replace(/cause ([a-z]+)/g, '成因：$1')
    .replace(/its segment/g, '属重点关注的行业或客户')
    .replace(/nothing spoke for (\S+) for (\d+) days/g, (_, tier, days) => `连续${days}天没有${tierWord(tier)}的事由`)
    .replace(/set by hand: /g, '人工认定：')
    .replace(/no case of /g, '尚无处置：')
    .replace(/[a-z]+(?:-[a-z]+)*/g, word)
    .replace(/; /g, '；')
    .replace(/, /g, '，')
    .replace(/: /g, '：');
