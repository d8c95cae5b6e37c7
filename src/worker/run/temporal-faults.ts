import { isGrpcServiceError } from '@temporalio/client';

/** As gRPC numbers its answers. */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** What a failure on the way to the Temporal server means for whoever runs us, and what to do: one line. */
export function temporalFault(error: unknown, { namespace }: { namespace: string }): string {
  const texts = textsOf(error);
  const code = codeOf(error);
  const says = (pattern: RegExp) => pattern.test(texts);
  if (code === NOT_FOUND)
    return `the Temporal server has no namespace ${namespace}: \`temporal operator namespace create --namespace ${namespace}\`, or set TEMPORAL_NAMESPACE`;
  if (code === UNAUTHENTICATED || says(/unauthenticated|jwt|invalid api key/i))
    return 'the Temporal server does not know us: TEMPORAL_API_KEY, or the client certificate in TEMPORAL_TLS_CLIENT_CERT_PATH, is missing or wrong';
  if (code === PERMISSION_DENIED || says(/permission ?denied|unauthorized/i))
    return `the Temporal server does not let us use namespace ${namespace}: see the rights of the key or certificate, and TEMPORAL_NAMESPACE`;
  if (says(/certificate required|handshake failure|bad certificate|alert number (116|42|40)/i))
    return 'the Temporal server wants a client certificate: TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH';
  if (says(/ALTNAME|does not match certificate|Hostname\/IP/i))
    return "the Temporal server's certificate is for another host: see TEMPORAL_ADDRESS, or TEMPORAL_TLS_SERVER_NAME";
  if (says(/self.signed|unable to (verify|get)|unknown ?issuer|certificate (has expired|verify failed)/i))
    return "the Temporal server's certificate is not trusted: name its authority in TEMPORAL_TLS_SERVER_CA_CERT_PATH (or it has expired)";
  if (says(/wrong version number|packet length too long|EPROTO/i))
    return 'the Temporal server speaks no TLS, and TLS was asked for: see TEMPORAL_TLS, TEMPORAL_API_KEY, TEMPORAL_TLS_…';
  if (says(/ENOTFOUND|EAI_AGAIN|name resolution|failed to lookup/i))
    return 'the host of TEMPORAL_ADDRESS is not known: is its name right?';
  if (says(/ECONNREFUSED|connection refused/i))
    return 'nothing listens at TEMPORAL_ADDRESS: is the Temporal server running, are host and port right?';
  if (says(/socket hang up|ECONNRESET|protocol error|connection (reset|dropped)|read ECONN|Server closed/i))
    return 'the Temporal server hung up: does it ask for TLS (TEMPORAL_TLS=true), is it a Temporal server at all? (TEMPORAL_ADDRESS)';
  return 'the Temporal server does not answer: is it running? (TEMPORAL_ADDRESS)';
}

function codeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = (error as { cause?: unknown } | null)?.cause;
  return cause === undefined ? undefined : codeOf(cause);
}

function textsOf(error: unknown): string {
  const {
    message = '',
    details = '',
    cause,
  } = (error ?? {}) as { message?: string; details?: string; cause?: unknown };
  return [message, details, cause === undefined ? '' : textsOf(cause)].join(' ');
}
