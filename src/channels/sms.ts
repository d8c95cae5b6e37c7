/** Text messages: each number by the gateway that its country has in plans/sms/gateways.yaml. */
import { type AliyunSettings, createAliyunSms } from './aliyun/aliyun-sms.js';
import type { Channel, Found } from './message/channel.js';
import { type Gateway, gatewaysFor } from './message/gateways.js';
import { countryOf } from './message/phone.js';
import { createTwilioSms, type TwilioSmsSettings } from './twilio/twilio-sms.js';

export interface SmsSettings {
  aliyun?: AliyunSettings;
  twilio?: TwilioSmsSettings;
}

const NOT_CARRIED = { status: 'refused', code: 'not carried', reason: 'no gateway serves this number' } as const;

export function createSms({ aliyun, twilio }: SmsSettings): Channel {
  const gateways: Partial<Record<Gateway, Channel>> = {
    ...(aliyun ? { aliyun: createAliyunSms(aliyun) } : {}),
    ...(twilio ? { twilio: createTwilioSms(twilio) } : {}),
  };

  /** The gateways that may carry it, in the order in which they are to be used. */
  function carriersOf(address: string): Channel[] {
    const country = countryOf(address, 'sms');
    if (country === null) return [];
    return gatewaysFor('sms', country).flatMap(({ gateway }) => {
      const it = gateways[gateway];
      return it?.carries(address) ? [it] : [];
    });
  }

  return {
    name: 'sms',
    carries: (address) => carriersOf(address).length > 0,
    approvedWords: (address, ...words) => carriersOf(address)[0]?.approvedWords?.(address, ...words),
    send: async (message, signal) => (await carriersOf(message.to)[0]?.send(message, signal)) ?? NOT_CARRIED,
    // It is not recorded by which gateway a message went, and the settings may have changed: all that could have it are asked.
    find: async (message, exclude) => {
      let found: Found = { status: 'absent' };
      for (const gateway of carriersOf(message.to)) {
        const there = await gateway.find(message, exclude);
        if (there.status === 'sent') return there;
        if (there.status === 'unknowable') found = there;
      }
      return found;
    },
    close: async () => {
      await Promise.all(Object.values(gateways).map((gateway) => gateway.close()));
    },
  };
}
