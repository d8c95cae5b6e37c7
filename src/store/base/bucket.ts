/** A place in an S3-compatible store. */
export interface Bucket {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** What comes before the names: '' or ends with /. */
  prefix: string;
}
