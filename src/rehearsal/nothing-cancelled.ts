import { CancellationScope, type WorkflowInterceptors } from '@temporalio/workflow';

/**
 * For the workflows of a rehearsal alone: a timer or an activity that something else has overtaken is not cancelled but runs out.
 * The server that skips time refuses to cancel what ends while the workflow is at work, forgets the workflow in the middle of
 * it, and never skips time again (docs/decisions/0011). Temporal itself does not mind.
 */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      startTimer: (input, next) =>
        Promise.race([
          CancellationScope.nonCancellable(() => next(input)),
          CancellationScope.current().cancelRequested,
        ]),
      // Its work is real and is waited for.
      scheduleActivity: (input, next) => CancellationScope.nonCancellable(() => next(input)),
    },
  ],
});
