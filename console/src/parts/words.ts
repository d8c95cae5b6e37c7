import { words } from '../words/language';

export const PART_WORDS = words({
  loading: ['Loading', '加载中'],
  again: ['Try again', '重试'],
  offline: [
    'You are offline. What is shown may be older; it is brought up to date when the network is back.',
    '网络已断开。所示内容可能已过时，恢复后自动更新。',
  ],
  away: ['The server does not answer', '服务器无响应'],
  awayWhy: [
    'What you see is what was last known. It is tried again by itself.',
    '当前显示的是最近一次的数据，系统将自动重试。',
  ],
  403: ['You have no right to this', '您无权进行此操作'],
  404: ['This is not there, or not in your sight', '不存在，或不在您的查看范围内'],
  409: ['This cannot be done as things stand', '当前情况下无法办理'],
  412: ['It has changed since you looked at it: look again', '内容已更新，请刷新后再试'],
  422: ['Something of what was entered is not right', '填写的内容有误'],
  429: ['Too many requests: wait a minute', '请求过于频繁，请稍候'],
  500: ['An error of ours: it is in the log', '系统出错，已记入日志'],
  503: ['This cannot be done now: try again in a moment', '暂时无法办理，请稍后再试'],
  answer: ['Answer of the system', '系统说明'],
  broken: ['This page cannot be shown', '页面无法显示'],
  brokenWhy: [
    'Load it again. If it happens once more, tell whoever looks after the system which page it was.',
    '请重新加载。如再次出现，请告知系统管理员是哪个页面。',
  ],
  reload: ['Load it again', '重新加载'],
  more: ['Show more', '显示更多'],
  cancel: ['Cancel', '取消'],
  needed: ['Fill this in', '此项必填'],
  money: ['An amount, such as 1060.00', '请填写金额，如 1060.00'],
  close: ['Close', '关闭'],
  plan: ['Plan', '方案'],
});
