/** What a call says besides its message. As in the templates: no threat, and always a way out. */
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { type KeyMeaning, LAST_SIGNS } from '../domain/contact/keys.js';
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

/** Says nothing of who is called, by whom or why: anybody, or a machine, may be listening. */
const GREETING: Record<Language, string> = {
  'zh-CN': '您好，有一条通知请您收听，请按1。不再接听此类来电，请按9。',
  en: 'Hello, there is a message for you. To hear it, press 1. For no more calls like this one, press 9.',
};

const PLEASE_CALL: Record<Language, (hotline: string) => string> = {
  'zh-CN': (hotline) => (hotline ? `请您方便时致电${hotline}。谢谢，再见。` : '请您方便时与客户经理联系。谢谢，再见。'),
  en: (hotline) => `Please call ${hotline || 'your account manager'}. Thank you, goodbye.`,
};

/** What the borrower shows to be the borrower by: the last digits of one of these. */
export type KnownBy = 'identity' | 'phone';

const WHO: Record<Language, Record<KnownBy, (name: string, lender: string) => string>> = {
  'zh-CN': {
    identity: (name, lender) =>
      `这里是${lender}，请${name}本人接听。为保护您的信息，请输入您身份证号码的后${LAST_SIGNS}位，X请按星号键。`,
    phone: (name, lender) =>
      `这里是${lender}，请${name}本人接听。为保护您的信息，请输入您在我处预留手机号码的后${LAST_SIGNS}位。`,
  },
  en: {
    identity: (name, lender) =>
      `This is ${lender} for ${name} in person. To protect your data, please enter the last ${LAST_SIGNS} signs of your identity number, a star for an X.`,
    phone: (name, lender) =>
      `This is ${lender} for ${name} in person. To protect your data, please enter the last ${LAST_SIGNS} digits of the phone number that we have of you.`,
  },
};

const NOT_RIGHT: Record<Language, string> = {
  'zh-CN': '输入不符，请重新输入。',
  en: 'That is not right. Please enter it again.',
};

/** Seconds to wait for a key after the last word. */
const WAIT_SECONDS = 6;

/** Says something and waits for keys. If none is pressed, the call ends with the request to call back. */
function asking(language: Language, words: string[], keys: { to: string; digits: number }, hotline: string): string {
  const response = new VoiceResponse();
  const { to: action, digits: numDigits } = keys;
  // `#` ends the entry. Unless that is said, a star would, which stands for the X of an identity number.
  const gather = response.gather({ numDigits, timeout: WAIT_SECONDS, finishOnKey: '#', action, method: 'POST' });
  for (const said of words) gather.say(SPEAKERS[language], said);
  response.say(SPEAKERS[language], PLEASE_CALL[language](hotline));
  return response.toString();
}

/** The script of a call. @param keysTo where a pressed key goes; undefined: nobody could take it, so nothing is said but to call back */
export function callScript(
  { language }: Pick<Outgoing, 'language'>,
  keysTo: string | undefined,
  hotline: string,
): string {
  return keysTo === undefined
    ? pleaseCall(language, hotline)
    : asking(language, [GREETING[language]], { to: keysTo, digits: 1 }, hotline);
}

/** Said to a machine, and to anybody who does not show to be the borrower. Then the call ends. */
export function pleaseCall(language: Language, hotline: string): string {
  const response = new VoiceResponse();
  response.say(SPEAKERS[language], PLEASE_CALL[language](hotline));
  response.hangup();
  return response.toString();
}

/** Says who calls for whom, and asks for the last digits that identify the borrower; `again`: the last entry was wrong. */
export function identityQuestion(
  language: Language,
  of: { knownBy: KnownBy; name: string; lender: { name: string; hotline: string }; keysTo: string; again: boolean },
): string {
  const question = of.again ? NOT_RIGHT[language] : WHO[language][of.knownBy](of.name, of.lender.name);
  return asking(language, [question], { to: of.keysTo, digits: LAST_SIGNS }, of.lender.hotline);
}

/** The message, to the borrower; then the keys. */
export const messageScript = (language: Language, text: string, keysTo: string, hotline: string): string =>
  asking(language, [text, MENU[language]], { to: keysTo, digits: 1 }, hotline);

/** What is said to who has pressed a key; null: one that means nothing. Then the call ends. */
export function keyAnswer(language: Language, meaning: KeyMeaning | null): string {
  const response = new VoiceResponse();
  response.say(SPEAKERS[language], NOTED[language][meaning ?? 'unknown']);
  response.hangup();
  return response.toString();
}
