-- A document may be of a thing that secures the loan: its id stands after the form, paper/C1.
ALTER TABLE archive_documents DROP CONSTRAINT archive_documents_form_check;
ALTER TABLE archive_documents ADD CONSTRAINT archive_documents_form_check CHECK (form ~ '^(electronic|paper)(/.|$)');
