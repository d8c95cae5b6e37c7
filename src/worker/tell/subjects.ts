import type * as workflows from '../../../workflows/index.js';
import {
  caseWorkflowId,
  complaintWorkflowId,
  dispatchWorkflowId,
  LETTERS,
  loanWorkflowId,
  taskWorkflowId,
  warningWorkflowId,
} from '../../domain/entry/ids.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import type { NudgeKind } from '../../store/base/nudges.js';
import { UNMADE } from '../../store/documents/letters.js';

/** A letter has no workflow of its own: the dispatch of letters makes it. */
export type SubjectKind = Exclude<NudgeKind, 'letter'>;

export interface Subject {
  type: keyof typeof workflows;
  workflowId(subject: string): string;
  /** Those for whom a workflow must be there, as column `id`. */
  open: string;
  /** Those whose workflow may be there besides, for work to come. */
  idle?: readonly string[];
}

/** The one table of what a workflow can be about. */
export const SUBJECTS: Record<SubjectKind, Subject> = {
  loan: {
    type: 'loanLifecycle',
    workflowId: loanWorkflowId,
    open: 'SELECT loan_id AS id FROM loans WHERE closed_at IS NULL AND taken_in_at IS NOT NULL',
  },
  task: {
    type: 'task',
    workflowId: taskWorkflowId,
    open: `SELECT task_id AS id FROM tasks WHERE status = 'open'`,
  },
  complaint: {
    type: 'complaint',
    workflowId: complaintWorkflowId,
    open: 'SELECT complaint_id AS id FROM complaints WHERE surveyed_at IS NULL',
  },
  warning: {
    type: 'warningCase',
    workflowId: warningWorkflowId,
    open: 'SELECT warning_id AS id FROM warnings WHERE closed_at IS NULL',
  },
  case: {
    type: 'disposalCase',
    workflowId: caseWorkflowId,
    open: 'SELECT case_id AS id FROM cases WHERE closed_at IS NULL',
  },
  dispatch: {
    type: 'noticeDispatch',
    workflowId: dispatchWorkflowId,
    open: `SELECT DISTINCT channel AS id FROM notices WHERE status IN ('reserved', 'sending')
           UNION ALL SELECT '${LETTERS}' WHERE EXISTS (${UNMADE})`,
    idle: [...CHANNELS, LETTERS],
  },
};
