import { defineSearchAttributeKey, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { LoanAdvance } from '../activities/loans.js';

/** What the Temporal web UI can be searched by. Ids and words of the field only: search attributes are never encrypted. */
export const SEARCH_ATTRIBUTES = {
  Plan: 'Keyword',
  Branch: 'Keyword',
  AccountManager: 'Keyword',
  LoanStage: 'Keyword',
  RiskTier: 'Keyword',
} as const;

const keyword = (name: keyof typeof SEARCH_ATTRIBUTES) => defineSearchAttributeKey(name, 'KEYWORD');
const plan = keyword('Plan');
const branch = keyword('Branch');
const accountManager = keyword('AccountManager');
const loanStage = keyword('LoanStage');
const riskTier = keyword('RiskTier');
const nextStep = defineSearchAttributeKey('NextStep', 'KEYWORD');
const nextStepAt = defineSearchAttributeKey('NextStepAt', 'DATETIME');

// A text longer than the 255 characters that the server's tables have would make its update fail unseen.
const word = (text: string | null | undefined) => text?.slice(0, 255) ?? null;

/** A loan's attributes. */
export function searchAttributes(advance: LoanAdvance): SearchAttributeUpdatePair[] {
  return [
    { key: plan, value: word(advance.plan) },
    { key: branch, value: word(advance.branch) },
    { key: accountManager, value: word(advance.accountManager) },
    { key: loanStage, value: word(advance.closed ? 'closed' : advance.stage) },
    // Absent in answers of earlier versions.
    { key: riskTier, value: word(advance.tier) },
  ];
}

/** What runs that began before docs/decisions/0054 show too. */
export function nextStepAttributes({ next }: LoanAdvance): SearchAttributeUpdatePair[] {
  return [
    { key: nextStep, value: word(next?.what) },
    { key: nextStepAt, value: next ? new Date(next.at) : null },
  ];
}

/** The attributes whose value has changed: setting one costs an event and a write on the server. */
export function changedSince(
  before: readonly SearchAttributeUpdatePair[],
  now: readonly SearchAttributeUpdatePair[],
): SearchAttributeUpdatePair[] {
  const known = new Map(before.map(({ key, value }) => [key.name, JSON.stringify(value)]));
  return now.filter(({ key, value }) => known.get(key.name) !== JSON.stringify(value));
}
