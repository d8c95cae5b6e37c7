import { formatMoney, type Minor } from './money.js';

/** `1,234.50` of 123450 minor units. */
export function writtenMoney(minor: Minor): string {
  const [whole, decimals] = formatMoney(minor).split('.');
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

const IN_CHINESE = new Intl.DisplayNames('zh-CN', { type: 'currency' });

/** As it is said behind an amount: 10,600.00元, 10,600.00美元; 10,600.00 CNY. */
export function currencyWord(currency: string, language: 'zh-CN' | 'en'): string {
  if (language === 'en') return currency;
  return currency === 'CNY' ? '元' : (IN_CHINESE.of(currency) ?? currency);
}
