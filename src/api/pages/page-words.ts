/** What the page for borrowers says. As in the templates: no threat, no shame, and always a way to object. */
export type Language = 'zh-CN' | 'en';

/** What became of something that the borrower sent. */
export type Said = 'promise' | 'relief' | 'complaint' | 'opt-out' | 'refused' | 'empty' | 'enough';

interface Words {
  title: string;
  loan: string;
  overdue: string;
  since: string;
  next: string;
  on: string;
  nothing: string;
  ignore: string;
  pay: string;
  promise: string;
  promiseOn: string;
  promiseAmount: string;
  relief: string;
  reliefText: string;
  complain: string;
  complainText: string;
  optOut: string;
  optOutText: string;
  send: string;
  call: string;
  other: string;
  gone: string;
  said: Record<Said, string>;
}

export const WORDS: Record<Language, Words> = {
  'zh-CN': {
    title: '您的贷款',
    loan: '贷款编号',
    overdue: '已过还款日',
    since: '最早还款日',
    next: '下一期应还',
    on: '还款日',
    nothing: '目前没有应还款项。',
    ignore: '刚刚还款的，入账后这里会更新。',
    pay: '去还款',
    promise: '约定还款',
    promiseOn: '还款日期',
    promiseAmount: '金额',
    relief: '申请帮助',
    reliefText: '您遇到的困难（可不填）',
    complain: '投诉或异议',
    complainText: '请说明情况',
    optOut: '不再接收',
    optOutText: '不再通过此渠道接收我们的消息。',
    send: '提交',
    call: '也可致电',
    other: 'English',
    gone: '此链接无效或已过期。请使用最近一条消息中的链接，或致电我们。',
    said: {
      promise: '已记录您的还款约定，谢谢。',
      relief: '已收到您的申请，客户经理会与您联系。',
      complaint: '已收到您的投诉，我们会在三个工作日内给您答复，其间不再发送催收消息。',
      'opt-out': '已登记，不再通过此渠道向您发送消息。',
      refused: '未能记录：日期须在今天起31天之内，金额须大于零且不超过欠款；已有约定的，须待其到期。',
      empty: '请填写内容后再提交。',
      enough: '今天已收到您多次提交，我们会处理。如有补充，请致电我们。',
    },
  },
  en: {
    title: 'Your loan',
    loan: 'Loan',
    overdue: 'Past its due date',
    since: 'Oldest due date',
    next: 'Next payment',
    on: 'Due date',
    nothing: 'Nothing is to be paid at present.',
    ignore: 'If you have just paid, this page will show it once the payment has come in.',
    pay: 'Pay',
    promise: 'Promise to pay',
    promiseOn: 'Date',
    promiseAmount: 'Amount',
    relief: 'Ask for help',
    reliefText: 'What makes it difficult (may be left empty)',
    complain: 'Complain or dispute',
    complainText: 'Tell us what happened',
    optOut: 'No more messages',
    optOutText: 'Send me no more messages this way.',
    send: 'Send',
    call: 'Or call',
    other: '中文',
    gone: 'This link is not valid any more. Please use the one in our latest message, or call us.',
    said: {
      promise: 'Your promise is noted. Thank you.',
      relief: 'We have your request. Your account manager will contact you.',
      complaint: 'We have your complaint and will answer within three working days. Meanwhile we send no reminders.',
      'opt-out': 'Noted: you will get no more messages this way.',
      refused:
        'Not noted: the day must be within 31 days from today, the amount above nought and no more than is owed; a promise that runs must end first.',
      empty: 'Please write something before sending.',
      enough: 'We have what you sent today and will see to it. If there is more, please call us.',
    },
  },
};
