import { describe, expect, it } from 'vitest';
import { meaningOfText } from '../../../src/domain/contact/keywords.js';
import { readStopWords } from '../../../src/library/stop-words.js';

const words = await readStopWords();
const meaning = (text: string) => meaningOfText(text, words);

describe('what a message means for those that follow', () => {
  it.each([
    ...[
      'STOP',
      'stop',
      ' Stop. ',
      'quit',
      'End',
      'REVOKE',
      'cancel',
      'Unsubscribe',
      'opt out',
      'Opt-Out',
      'OPTOUT',
      'opt  out!',
    ],
    ...[
      'TD',
      'td',
      'ＴＤ',
      'T',
      'R',
      '退订',
      '退订。',
      '退 订',
      '拒收',
      'TD退订',
      '退订TD',
      'T退订',
      'STOP STOP',
      's.t.o.p',
    ],
    ...[
      'Stop. Thank you',
      'stop, thanks!',
      'Please stop',
      'pls STOP now',
      '请退订',
      '退订，谢谢',
      '你好，退订',
      'stop please 谢谢',
      'REMOVE',
      '回复TD',
      '取消订阅，谢谢',
      'TD，谢谢您',
      '停',
      'STOP ty',
    ],
  ])('%j ends messages, and there is nothing to read', (text) => {
    expect(meaning(text)).toEqual({ kind: 'opt-out', more: false });
  });

  it.each([
    'stop texting me',
    'Stop! who are you?',
    'please unsubscribe me from this',
    '退订，你们是谁',
    '退订这个号码',
    'Cancel all messages',
    'opt out of everything',
  ])('%j ends messages, and a person reads the rest', (text) => {
    expect(meaning(text)).toEqual({ kind: 'opt-out', more: true });
  });

  it.each(['START', 'unstop', '恢复', '恢复！', '请恢复，谢谢', 'start please'])('%j lets them begin again', (text) => {
    expect(meaning(text)).toEqual({ kind: 'opt-in', more: false });
  });

  it.each([
    ...[
      "don't stop",
      'you should stop this',
      '不要再发短信了',
      '我不是本人，发错了',
      'wrong number',
      'Do not text this number',
      'Leave me alone',
    ],
    ...['我要退订', '能不能停止骚扰', 'can I cancel?'],
  ])('%j may mean stop: in doubt until a person has read it', (text) => {
    expect(meaning(text)).toEqual({ kind: 'doubt', more: true });
  });

  it.each([
    '我下周五发工资',
    'I pay on Friday',
    'T shirt',
    'R u there',
    'startup',
    'the rest will follow',
    'stopover',
    'Trend',
    '',
    '…',
    '1',
  ])('%j is a reply', (text) => {
    expect(meaning(text)).toEqual({ kind: 'reply', more: true });
  });
});

it('a long message is read in no time', () => {
  expect(meaning(`${'退订'.repeat(50_000)}X`).kind).toBe('opt-out');
  expect(meaning(`${'td '.repeat(50_000)}我`).kind).toBe('opt-out');
  expect(meaning('我'.repeat(100_000)).kind).toBe('reply');
});
