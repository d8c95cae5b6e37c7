import { words } from '../words/language';

export const APP_WORDS = words({
  skip: ['To the content', '跳到正文'],
  menu: ['Menu', '菜单'],
  pages: ['Pages', '页面'],
  language: ['Language', '语言'],
  light: ['Light colours', '浅色'],
  dark: ['Dark colours', '深色'],
  account: ['My account', '我的账户'],
  signOut: ['Sign out', '退出登录'],
  now: ['Time of the lender', '机构时间'],
  nothing: ['There is no such page', '没有这个页面'],
  home: ['To the first page', '返回首页'],
  close: ['Close', '关闭'],
});

/** The parts of the menu. */
export const PART_OF_MENU = words({
  work: ['Work', '工作'],
  book: ['Book', '客户与贷款'],
  lead: ['Lead', '管理'],
  run: ['Run', '运维'],
  audit: ['Audit', '审计'],
  access: ['Access', '用户与权限'],
});
