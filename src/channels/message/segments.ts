/** How long a text message is for the networks: what a gateway bills, and what a phone may show in pieces. */
import { SegmentedMessage } from 'sms-segments-calculator';

export interface SmsLength {
  encoding: 'GSM-7' | 'UCS-2';
  /** Characters as the network counts them: in GSM-7 a brace or a euro sign is two, in UCS-2 a rare character is two. */
  length: number;
  segments: number;
}

/** One sign outside the GSM alphabet, such as a Chinese name, makes the whole text UCS-2, which holds less than half. */
export function smsLength(text: string): SmsLength {
  const message = new SegmentedMessage(text);
  const encoding = message.encodingName;
  if (encoding !== 'GSM-7' && encoding !== 'UCS-2') throw new Error(`unknown encoding ${encoding}`);
  const bits = message.messageSize;
  return { encoding, length: bits / (encoding === 'GSM-7' ? 7 : 16), segments: message.segmentsCount };
}
