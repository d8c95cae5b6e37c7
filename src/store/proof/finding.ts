/** What may be wrong with the record itself. */
type Fault = 'record' | 'head' | 'key' | 'witness' | 'stamp' | 'order' | 'waiting' | 'trigger';

/** Something in the database or the record is not as it was. */
export interface Finding {
  what: 'changed' | 'missing' | 'added' | 'rewritten' | 'file' | 'history' | Fault;
  /** `payments ["R1", 1]`, `leaf 17`, `head 3`. */
  where: string;
  says: string;
}
