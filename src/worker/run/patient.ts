import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Longer than the twenty seconds for which the server itself holds back an answer. */
const ANSWER_MS = 30_000;

/** A call that says nothing of when it ends would wait for ever for a server that fell over. */
const ends: Interceptor = (options, nextCall) =>
  nextCall({ ...options, deadline: options.deadline ?? Date.now() + ANSWER_MS }) as ReturnType<Interceptor>;

/** A connection that notices when nobody is there any more, and makes itself anew. */
export const patient = (options: ConnectionOptions): ConnectionOptions => ({
  ...options,
  channelArgs: {
    // The server takes no more than one ping in ten seconds.
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 10_000,
    ...options.channelArgs,
  },
  interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), ends],
});
