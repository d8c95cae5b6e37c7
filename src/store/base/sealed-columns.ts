/**
 * Each table with sealed columns, and the columns that name its row for as long as it stands. What is sealed for one row and
 * column opens in no other: whoever can write to the database still cannot give one person's words or address to another.
 */
export const ROW_OF = {
  staff: ['staff_id'],
  users: ['staff_id'],
  borrowers: ['borrower_id'],
  // Not contact_id: a book is sealed before its rows have one.
  contacts: ['borrower_id', 'whose', 'channel', 'address_key'],
  notices: ['notice_id'],
  complaints: ['complaint_id'],
  answers: ['answer_id'],
  evidence: ['task_id', 'sha256'],
  classifications: ['loan_id', 'proposed_at'],
  measures: ['task_id'],
  archive_handovers: ['sha256'],
  letter_contents: ['letter_id'],
  letter_files: ['letter_id', 'format'],
  inbox: ['sender', 'fact_id'],
  unmatched_payments: ['reference'],
  asked_once: ['actor', 'key'],
  webhooks: ['webhook'],
  imports: ['import_id'],
  import_files: ['import_id', 'name'],
} as const;

export type SealedColumn =
  | `staff.${'name' | 'email'}_sealed`
  | 'users.second_factor_sealed'
  | `borrowers.${'name' | 'identity'}_sealed`
  | 'contacts.address_sealed'
  | `${'notices' | 'complaints' | 'answers' | 'measures'}.text_sealed`
  | `evidence.${'name' | 'place' | 'bytes'}_sealed`
  | 'classifications.reason_sealed'
  | 'archive_handovers.list_sealed'
  | `${'letter_contents' | 'inbox'}.content_sealed`
  | 'unmatched_payments.said_sealed'
  | 'letter_files.bytes_sealed'
  | 'imports.result_sealed'
  | 'import_files.bytes_sealed'
  | `webhooks.${'secret' | 'before'}_sealed`
  | 'asked_once.answer_sealed';

/** A value of ROW_OF as `rows` reads it: moments are milliseconds. */
export type RowPart = string | number | Uint8Array;
