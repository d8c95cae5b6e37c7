import type { Step } from '../../../domain/loan/steps.js';
import type { CaseStep } from '../../../domain/work/cases.js';
import type { TaskJoinStep } from '../../../domain/work/joined-work.js';
import type { WarningStep } from '../../../domain/work/warnings/warning.js';

/** What a loan's diary takes: its own steps, those of its warnings and cases, and which of its tasks are done with another. */
export type DiaryStep = Step | WarningStep | CaseStep | TaskJoinStep;
