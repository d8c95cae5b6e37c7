/** In SQL, of `loans l`: what is in its archive, `contract/paper`, of a thing that secures it `valuation-report/paper/C1`. */
export const DOCUMENTS = `(SELECT array_agg(document || '/' || form) FROM archive_documents a WHERE a.loan_id = l.loan_id)`;

/** What its open tasks ask for. */
export const DOCUMENTS_ASKED = `(SELECT array_agg(line) FROM tasks t, unnest(t.form) line WHERE t.loan_id = l.loan_id AND t.kind = 'document' AND t.status = 'open')`;
