import type { Language } from '../../domain/plan/template.js';
import { codeInChinese } from '../../domain/reason/words.js';
import type { Batch, BatchLoan } from '../../store/batches/batches.js';
import type { Foreseen } from '../../store/batches/foresee-batch.js';
import type { ListColumn } from '../list/print-list.js';

const DOES: Record<Foreseen['does'], string> = {
  goes: '发送',
  waits: '等待',
  stopped: '被规则拦截',
  joined: '并入另一条',
  opens: '新建任务',
  rests: '暂停联系',
  'goes-on': '恢复联系',
  'begins-anew': '重新启动',
  nothing: '不处理',
};
const reasonIn = (language: Language, reason: string | null) =>
  reason === null ? '' : ((language === 'zh-CN' ? codeInChinese(reason) : null) ?? reason);

export const FORESEEN: ListColumn<Foreseen>[] = [
  { head: { 'zh-CN': '贷款', en: 'loan' }, of: ({ loan }) => loan },
  { head: { 'zh-CN': '借款人', en: 'borrower' }, of: ({ name, borrower }) => name ?? borrower },
  { head: { 'zh-CN': '逾期天数', en: 'days' }, right: true, of: ({ dpd }) => dpd },
  {
    head: { 'zh-CN': '结果', en: 'does' },
    of: ({ does }, say) => (say.language === 'zh-CN' ? DOES[does] : does.replaceAll('-', ' ')),
  },
  { head: { 'zh-CN': '原因', en: 'why' }, of: ({ reason }, say) => reasonIn(say.language, reason) },
  { head: { 'zh-CN': '至', en: 'until' }, of: ({ until }, say) => say.moment(until) },
  { head: { 'zh-CN': '步骤', en: 'step' }, of: ({ step }, say) => (step === null ? '' : say.word(step.kind)) },
  { head: { 'zh-CN': '发往', en: 'to' }, of: ({ to, step }, say) => to ?? say.word(step?.role ?? null) },
];

export const BATCHES: ListColumn<Batch>[] = [
  { head: { 'zh-CN': '批次', en: 'batch' }, of: ({ batch }) => batch },
  { head: { 'zh-CN': '操作', en: 'action' }, of: ({ action }) => action.kind },
  { head: { 'zh-CN': '贷款', en: 'loans' }, right: true, of: ({ loans }) => loans },
  { head: { 'zh-CN': '完成', en: 'done' }, right: true, of: ({ done }) => done },
  { head: { 'zh-CN': '失败', en: 'failed' }, right: true, of: ({ failed }) => failed },
  { head: { 'zh-CN': '发起', en: 'made' }, of: ({ madeAt }, say) => say.moment(madeAt) },
  { head: { 'zh-CN': '操作人', en: 'by' }, of: ({ madeBy }) => madeBy },
  { head: { 'zh-CN': '状态', en: 'state' }, of: (it, { language }) => stateOf(it)[language] },
];

function stateOf({ endedAt, cancelledBy, pausedAt, waits }: Batch): Record<Language, string> {
  if (cancelledBy !== null) return { 'zh-CN': '已取消', en: 'cancelled' };
  if (endedAt !== null) return { 'zh-CN': '已完成', en: 'done' };
  if (waits) return { 'zh-CN': '待批准', en: 'waits for approval' };
  return pausedAt === null ? { 'zh-CN': '进行中', en: 'runs' } : { 'zh-CN': '已暂停', en: 'paused' };
}

export const LOANS: ListColumn<BatchLoan>[] = [
  { head: { 'zh-CN': '贷款', en: 'loan' }, of: ({ loan }) => loan },
  { head: { 'zh-CN': '状态', en: 'state' }, of: ({ state }) => state },
  { head: { 'zh-CN': '时间', en: 'at' }, of: ({ at }, say) => say.moment(at) },
  { head: { 'zh-CN': '结果', en: 'result' }, of: ({ result }) => result ?? '' },
];
