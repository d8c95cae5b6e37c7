import type { Bucket } from '../../store/base/bucket.js';
import type { Place } from './arrived.js';
import { bucketPlace } from './bucket.js';
import { folderPlace } from './folder.js';

/** The place where books arrive. */
export const placeOf = (it: { folder: string } | { bucket: Bucket }): Place =>
  'folder' in it ? folderPlace(it.folder) : bucketPlace(it.bucket);
