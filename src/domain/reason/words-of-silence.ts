import type { Words } from './sentence.js';
import { word } from './vocabulary.js';

/** What is said when nobody has been asked for anything about arrears for too long: what was last done, and when. */
export const WORDS_OF_SILENCE: Pick<Words, 'silent' | 'suit-silent'> = {
  silent: {
    en: ({ since, amount, last }, say) => {
      const [day, what] = [say.day(since), last && 'kind' in last ? say.word(last.kind) : ''];
      const said = {
        open: `“${what}” was due on ${day} and is not done, and nothing else about the arrears was asked for since`,
        done: `last done: “${what}” on ${day}, nothing about the arrears since`,
        message: `the last message was of ${day}, nothing about the arrears since`,
        asked: `nothing more about the arrears was asked of anybody since ${day}`,
      };
      return `overdue ${say.money(amount)}, ${said[last?.is ?? 'asked']}`;
    },
    zh: ({ since, amount, last }, say) => {
      const [day, what] = [say.day(since), last && 'kind' in last ? word(last.kind) : ''];
      const said = {
        open: `“${what}”应于${day}完成，尚未办结，此后未安排其他清收措施`,
        done: `最近一项措施“${what}”已于${day}办结，此后没有清收措施`,
        message: `最近一次通知为${day}，此后没有清收措施`,
        asked: `${day}以来未安排清收措施`,
      };
      return `逾期金额${say.money(amount)}，${said[last?.is ?? 'asked']}`;
    },
  },
  'suit-silent': {
    en: ({ kind, since, amount, step }, say) =>
      `${say.word(kind)} is under way: ${
        step === undefined
          ? `it has had no step with a deadline since ${say.day(since)}`
          : `its step “${say.word(step)}” was due on ${say.day(since)} and is not done`
      }; overdue ${say.money(amount)}`,
    zh: ({ kind, since, amount, step }, say) =>
      `${word(kind)}进行中：${
        step === undefined
          ? `${say.day(since)}以来没有带期限的下一步`
          : `其“${word(step)}”应于${say.day(since)}办结，尚未办结`
      }；逾期金额${say.money(amount)}`,
  },
};
