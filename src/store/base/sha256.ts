import { createHash } from 'node:crypto';

/** As hex, by which documents and figures are known again. */
export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
