import { tierWord, word } from './vocabulary.js';

/**
 * Rows, and figures of papers, of before reasons were data have an English sentence instead. Papers show of them what the ladder's
 * tiers rest on: those sentences are read here by pattern. What it does not know stays as it is. Nothing new is read so.
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
