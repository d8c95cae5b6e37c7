import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

/** gRPC: cancelled, deadline exceeded, permission denied, unavailable, unauthenticated. */
const AWAY = new Set([1, 4, 7, 14, 16]);

/** The server (or a part of it) does not answer us at all; anything else it says of this one workflow alone. */
export function isAway(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return isGrpcServiceError(cause)
    ? AWAY.has(cause.code)
    : (error as Error | undefined)?.name === 'NamespaceNotFoundError';
}

/** What the server said, on one line. */
export function refusalOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const said = isGrpcServiceError(cause) ? cause.details || cause.message : String((cause as Error)?.message ?? cause);
  return said.replaceAll(/\s+/g, ' ').slice(0, 300);
}

/** For what is asked of a workflow that is not there, or has ended. */
export function nullIfNotThere(error: unknown): null {
  if (error instanceof WorkflowNotFoundError) return null;
  throw error;
}
