import { CancellationScope, type WorkflowInterceptors } from '@temporalio/workflow';

/**
 * For the workflows of a rehearsal alone: a timer that a nudge has overtaken is not cancelled but runs out, and nobody looks.
 * The server that skips time refuses to cancel a timer that fires while the workflow is at work, forgets the workflow in the
 * middle of it, and never skips time again (docs/decisions/0011). Temporal itself does not mind.
 */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      startTimer: (input, next) =>
        Promise.race([
          CancellationScope.nonCancellable(() => next(input)),
          CancellationScope.current().cancelRequested,
        ]),
    },
  ],
});
