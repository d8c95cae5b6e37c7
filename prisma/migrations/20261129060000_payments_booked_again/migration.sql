-- A payment that was reversed may be booked again under its reference: each booking is an entry of its own.
ALTER TABLE letters DROP CONSTRAINT letters_payment_fkey;
ALTER TABLE payments ADD COLUMN booking integer NOT NULL DEFAULT 1;
ALTER TABLE payments DROP CONSTRAINT payments_pkey;
ALTER TABLE payments ADD PRIMARY KEY (reference, booking);

-- A reversal that came before its payment.
CREATE TABLE waiting_reversals (
  reference   text PRIMARY KEY,
  reversed_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL
);

-- One of a day to come that is taken back never counts; a refund is money that went back.
ALTER TABLE payments DROP CONSTRAINT payments_check;
ALTER TABLE payments DROP CONSTRAINT payments_amount_check;
ALTER TABLE payments ADD CHECK (amount <> 0);
