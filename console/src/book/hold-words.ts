import { words } from '../words/language';

export const HOLD_WORDS = words({
  label: ['What a hold keeps back', '暂停影响'],
  so: ['If nothing comes in, from now until', '如无新情况，从现在到'],
  nothing: ['Nothing would go out or be opened in that time, held or not', '该期间无论是否暂停，均无消息和任务'],
  messagesKept: ['Messages kept back', '不发出的消息'],
  workKept: ['Tasks kept back', '不生成的任务'],
  messagesGoOn: ['Messages that go on', '照常发出的消息'],
  workGoesOn: ['Tasks that go on', '照常生成的任务'],
  what: ['What', '内容'],
  row: ['Row', '方案行'],
  keptBack: ['Kept back', '暂停'],
  goesOn: ['Goes on', '照常'],
  firstOnly: [
    (first: string, all: string) => `Counted of the first ${first} of ${all} loans`,
    (first: string, all: string) => `仅统计 ${all} 笔中的前 ${first} 笔`,
  ],
});
