import { counted, words } from '../words/language';

export const VISIT_WORDS = words({
  shows: ['What shows it', '现场凭据'],
  showsWhy: [
    'Kept sealed with the record. Without a network it stays on this device, sealed, and is sent when it is back.',
    '随办理记录加密保存。无网络时加密保存在本设备，恢复后自动发送。',
  ],
  photo: ['Add a photo', '添加照片'],
  photoOf: [(n: string) => `Photo ${n}`, (n: string) => `照片 ${n}`],
  noPhoto: ['This file cannot be read as a photo', '该文件不是可读取的照片'],
  place: ['Note the place', '记录位置'],
  placeAgain: ['Note the place again', '重新记录位置'],
  noPlace: ['The place is not known, or the browser may not tell it', '无法获取位置，或浏览器未获授权'],
  sign: ['Have it signed', '客户签名'],
  signature: ['Signature', '签名'],
  signHere: ['Sign here with a finger or a pen', '请用手指或手写笔在此签名'],
  signed: ['Signed', '完成签名'],
  clear: ['Clear', '清除'],
  remove: [(what: string) => `Remove: ${what}`, (what: string) => `删除${what}`],
  waits: [
    (n: string) => `${counted(n, 'record')} kept on this device, to be sent when the network is back`,
    (n: string) => `${n} 项记录保存在本设备，网络恢复后自动发送`,
  ],
  sealed: [
    'Sealed: it opens to you alone, when you have signed in. Do not clear the browser’s data before it is sent.',
    '已加密，仅您登录后可打开。发送前请勿清除浏览器数据。',
  ],
  now: ['Send now', '立即发送'],
  refused: [(what: string) => `Not taken: ${what}`, (what: string) => `未被接受：${what}`],
  discard: ['Discard what I wrote', '放弃填写内容'],
  kept: ['Kept on this device: it is sent when the network is back', '已保存在本设备，网络恢复后自动发送'],
  unsent: ['Something you wrote has not been sent yet', '您有内容尚未发送'],
  unsentWhy: [
    'It stays on this device, sealed, and is sent when you sign in here again.',
    '内容加密保存在本设备，您再次在此登录后发送。',
  ],
  stay: ['Stay signed in', '暂不退出'],
  waiting: ['What you wrote waits for the network.', '您填写的内容正等待网络恢复。'],
});
