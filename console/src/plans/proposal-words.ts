import { words } from '../words/language';

export const PROPOSAL_WORDS = words({
  propose: ['Propose it', '提出修改'],
  proposed: ['Proposed: another person publishes it', '已提出，须由他人发布'],
  why: ['What it is good for', '修改理由'],
  waits: ['A change waits for another person', '有修改待他人发布'],
  by: [(who: string, at: string) => `Proposed by ${who}, ${at}`, (who: string, at: string) => `${who} 于 ${at} 提出`],
  look: ['Look at it', '查看'],
  title: ['A proposed change', '方案修改审批'],
  of: [
    (plan: string, version: string) => `${plan}, changed from version ${version}`,
    (plan: string, version: string) => `${plan}，基于第 ${version} 版修改`,
  ],
  lines: ['What is written differently', '文字差异'],
  foreseen: ['What the book would get otherwise', '对现有贷款的影响'],
  publish: ['Publish', '发布'],
  publishAs: [
    (version: string) => `It becomes version ${version}, which each loan follows from its next step on.`,
    (version: string) => `发布后为第 ${version} 版，各笔贷款自下一步起执行。`,
  ],
  published: [(version: string) => `Published as version ${version}`, (version: string) => `已发布为第 ${version} 版`],
  refuse: ['Do not publish', '不予发布'],
  takeBack: ['Take it back', '撤回'],
  reason: ['Why not', '原因'],
  refused: ['It is not published', '未予发布'],
  own: ['You proposed it: another person publishes it.', '由您提出，须由他人发布。'],
  before: ['Before', '修改前'],
  after: ['After', '修改后'],
});
