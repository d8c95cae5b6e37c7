import { words } from '../words/language';

export const REPORT_WORDS = words({
  about: [
    'Papers as they were made. What was once reported never changes silently.',
    '已生成的报告。已报出的内容不会被悄悄改动。',
  ],
  plan: ['Plan', '方案'],
  every: ['Every plan', '全部方案'],
  kind: ['Kind', '种类'],
  everyKind: ['Every kind', '全部种类'],
  none: ['No paper has been made yet, or none was sent to you', '还没有生成报告，或没有发送给您的报告'],
  paper: ['Paper', '报告'],
  period: ['Period', '期间'],
  asOf: ['As of', '截止日'],
  version: ['Version', '版本'],
  made: ['Made', '生成时间'],
  files: ['Download', '下载'],
  list: ['Papers', '报告列表'],
  back: ['All papers', '返回列表'],
  report: ['Report', '报告'],
  print: ['Print', '打印'],
  chart: [(heading: string) => `Chart: ${heading}`, (heading: string) => `图表：${heading}`],
  table: [(heading: string) => `Table: ${heading}`, (heading: string) => `表格：${heading}`],
  download: [(file: string) => `Download as ${file}`, (file: string) => `下载 ${file}`],
});
