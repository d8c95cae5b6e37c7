import { defineSignal } from '@temporalio/workflow';

/** Something about your subject has changed: look again. Carries nothing, so that it may be lost, late or repeated. */
export const nudge = defineSignal('nudge');
