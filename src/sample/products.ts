/** What the sample book's loans of each plan look like. */
export interface Product {
  name: string;
  collateral: string;
  /** Per cent a year. */
  annualRate: string;
  penaltyRate: string;
  count: number;
  /** Months from one instalment to the next. */
  months: number;
  /** Interest only, and the principal with the last instalment. */
  bullet: boolean;
  /** Smallest and largest principal, in thousands. */
  thousands: [number, number];
}

const product = (
  name: string,
  collateral: string,
  [annualRate, penaltyRate]: [string, string],
  [count, months, bullet]: [number, number, boolean],
  thousands: [number, number],
): Product => ({ name, collateral, annualRate, penaltyRate, count, months, bullet, thousands });

export const PRODUCTS: Record<string, Product[]> = {
  '01-agri-policy-enterprise': [
    product('粮食收购贷款', '库存稻谷, 仓单质押', ['3.35', '4.36'], [4, 3, true], [3000, 20000]),
    product('油脂加工流动资金贷款', '榨油生产线, 厂房抵押', ['3.85', '5.01'], [4, 3, true], [2000, 9000]),
  ],
  '02-rural-bank-zones': [
    product('小微经营贷款', '商铺抵押', ['5.20', '7.80'], [12, 1, false], [200, 1500]),
    product('个体工商户周转贷款', '保证', ['5.85', '8.78'], [4, 3, true], [50, 300]),
  ],
  '03-microloan-company': [product('小额经营贷款', '保证', ['12.00', '15.60'], [12, 1, false], [30, 200])],
  '04-personal': [
    product('住房按揭贷款', '住宅抵押', ['3.60', '5.40'], [36, 1, false], [400, 1200]),
    product('汽车贷款', '车辆抵押', ['4.90', '7.35'], [24, 1, false], [80, 200]),
    product('综合消费贷款', '', ['5.60', '8.40'], [12, 1, false], [20, 100]),
  ],
  '05-corporate': [
    product('流动资金贷款', '应收账款质押', ['3.95', '5.93'], [4, 3, true], [2000, 30000]),
    product('固定资产贷款', '土地使用权, 在建工程', ['4.20', '6.30'], [12, 3, false], [8000, 50000]),
  ],
  '06-annual-mixed': [
    product('经营性贷款', '房产抵押', ['4.60', '6.90'], [12, 1, false], [300, 3000]),
    product('个人循环贷款', '保证', ['5.40', '8.10'], [12, 1, false], [50, 300]),
  ],
  '07-monthly-team': [product('普惠经营贷款', '保证', ['4.80', '7.20'], [12, 1, false], [60, 500])],
  '08-manufacturing': [product('设备更新贷款', '数控机床, 厂房抵押', ['4.05', '6.08'], [12, 1, false], [1000, 8000])],
  '09-consumer': [product('线上消费贷款', '', ['10.80', '14.04'], [12, 1, false], [3, 50])],
  '10-agriculture': [
    product('春耕种植贷款', '保证', ['4.35', '5.66'], [4, 3, true], [30, 200]),
    product('养殖贷款', '活体牲畜, 圈舍抵押', ['4.65', '6.05'], [12, 1, false], [80, 400]),
  ],
};
