/** What a call says besides its message. As in the templates: no threat, and always a way out. */
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { KeyMeaning } from '../domain/contact/keys.js';
import type { Outgoing } from './message/channel.js';

type Language = Outgoing['language'];

const SPEAKERS = {
  'zh-CN': { language: 'zh-CN', voice: 'Polly.Zhiyu' },
  en: { language: 'en-US', voice: 'Polly.Joanna' },
} as const;

const MENU: Record<Language, string> = {
  'zh-CN': '愿意还款，请按1；需要与工作人员通话，请按2；不再接听此类来电，请按9。',
  en: 'If you will pay, press 1. To speak to a person, press 2. For no more calls like this one, press 9.',
};

const NOTED: Record<Language, Record<KeyMeaning | 'unknown', string>> = {
  'zh-CN': {
    'will-pay': '已记录，谢谢。客户经理会与您商定还款日期。',
    'call-request': '已记录，工作人员会给您回电。',
    'opt-out': '已登记，不再向您拨打此类电话。',
    unknown: '未能识别您的选择。再见。',
  },
  en: {
    'will-pay': 'Thank you, that is noted. Your account manager will agree the day with you.',
    'call-request': 'That is noted. A person will call you back.',
    'opt-out': 'That is noted. You will get no more calls like this one.',
    unknown: 'That key means nothing here. Goodbye.',
  },
};

/** Seconds to wait for a key after the last word. */
const WAIT_SECONDS = 6;

/** The script of a call. @param keysTo where a pressed key goes; undefined: no keys are offered, nobody could take them. */
export function callScript({ text, language }: Outgoing, keysTo: string | undefined): string {
  const response = new VoiceResponse();
  if (keysTo === undefined) response.say(SPEAKERS[language], text);
  else {
    const gather = response.gather({ numDigits: 1, timeout: WAIT_SECONDS, action: keysTo, method: 'POST' });
    gather.say(SPEAKERS[language], text);
    gather.say(SPEAKERS[language], MENU[language]);
  }
  return response.toString();
}

/** What is said to who has pressed a key; null: one that means nothing. Then the call ends. */
export function keyAnswer(language: Language, meaning: KeyMeaning | null): string {
  const response = new VoiceResponse();
  response.say(SPEAKERS[language], NOTED[language][meaning ?? 'unknown']);
  response.hangup();
  return response.toString();
}
