-- Whom the lender's own provider of identities means (docs/decisions/0044): its issuer, a space, and its name for the person.
ALTER TABLE users ADD COLUMN single_sign_on text UNIQUE;
-- A password that others have seen is no matter where none was used.
ALTER TABLE sessions ADD COLUMN by_provider boolean NOT NULL DEFAULT false;
