import type { X509Certificate } from 'node:crypto';
import type { Bucket } from '../../base/bucket.js';
import { stampAuthority } from './stamp-authority.js';
import type { Vouchers } from './vouch.js';
import { witnessBucket } from './witness-bucket.js';
import { witnessFolder } from './witness-folder.js';

interface Places {
  witnesses: readonly ({ folder: string } | { bucket: Bucket })[];
  authority: { url: string; certificates: X509Certificate[] } | null;
}

/** Those who vouch, by where they are. */
export const vouchersAt = ({ witnesses, authority }: Places): Vouchers => ({
  witnesses: witnesses.map((it) => ('folder' in it ? witnessFolder(it.folder) : witnessBucket(it.bucket))),
  authority: authority && stampAuthority(authority.url, authority.certificates),
});
