import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Longer than the twenty seconds for which the server itself holds back an answer. */
const ANSWER_MS = 30_000;

/** Gives calls without a deadline one, since they would wait for ever for a server that fell over. */
const ends: Interceptor = (options, nextCall) =>
  nextCall({ ...options, deadline: options.deadline ?? Date.now() + ANSWER_MS }) as ReturnType<Interceptor>;

/** Options of a connection that notices when the server is gone, and reconnects. */
export const patient = (options: ConnectionOptions): ConnectionOptions => ({
  ...options,
  channelArgs: {
    // A dead connection is noticed after half a minute. The server allows one ping in ten seconds at most.
    'grpc.keepalive_time_ms': 20_000,
    'grpc.keepalive_timeout_ms': 10_000,
    ...options.channelArgs,
  },
  interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), ends],
});
