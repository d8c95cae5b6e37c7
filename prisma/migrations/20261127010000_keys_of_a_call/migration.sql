-- Keys pressed in a call are answers too: the borrower will pay, or wants to speak to a person.
ALTER TABLE answers DROP CONSTRAINT answers_kind_check,
  ADD CONSTRAINT answers_kind_check
    CHECK (kind IN ('reply', 'relief-request', 'will-pay', 'call-request', 'opt-out', 'opt-in', 'stranger'));
