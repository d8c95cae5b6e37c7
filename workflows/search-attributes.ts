import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { LoanAdvance } from '../activities/loans.js';

/** What the Temporal web UI can be searched by. Ids and words of the field only: search attributes are never encrypted. */
export const SEARCH_ATTRIBUTES = {
  Plan: 'Keyword',
  Branch: 'Keyword',
  AccountManager: 'Keyword',
  LoanStage: 'Keyword',
  RiskTier: 'Keyword',
  NextStep: 'Keyword',
  NextStepAt: 'Datetime',
} as const;

const keyword = (name: keyof typeof SEARCH_ATTRIBUTES) => defineSearchAttributeKey(name, 'KEYWORD');
const plan = keyword('Plan');
const branch = keyword('Branch');
const accountManager = keyword('AccountManager');
const loanStage = keyword('LoanStage');
const nextStep = keyword('NextStep');
const nextStepAt = defineSearchAttributeKey('NextStepAt', 'DATETIME');

/** A loan's attributes, to be set when its stage changes. */
export function searchAttributes(advance: LoanAdvance): SearchAttributeUpdatePair[] {
  return [
    { key: plan, value: advance.plan },
    { key: branch, value: advance.branch },
    { key: accountManager, value: advance.accountManager },
    { key: loanStage, value: advance.closed ? 'closed' : advance.stage },
    { key: nextStep, value: advance.next?.what ?? null },
    { key: nextStepAt, value: advance.next ? new Date(advance.next.at) : null },
  ];
}
