-- The record (docs/decisions/0046): what every table held, and when it changed, in one order that can be proved.

-- Which tables stand in it, and by which columns: rows of the same key are one thing. Columns that are volatile tell nothing.
CREATE TABLE recorded_tables (
  tbl      text PRIMARY KEY,
  key      text[] NOT NULL,
  volatile text[] NOT NULL
);

-- What was written and does not stand in the record yet. Written by triggers in the transaction of the change itself.
CREATE TABLE record_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tbl       text NOT NULL,
  key       text NOT NULL,
  noted_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE record_leaves (
  position bigint PRIMARY KEY,
  at       timestamptz NOT NULL,
  tbl      text NOT NULL,
  key      text NOT NULL,
  digest   bytea
);
CREATE INDEX record_leaves_of ON record_leaves (tbl, key, position);

-- Hashes over 256 leaves each, so that a root needs few of them.
CREATE TABLE record_tiles (
  tile bigint PRIMARY KEY,
  hash bytea NOT NULL
);

CREATE TABLE record_heads (
  head_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  size     bigint NOT NULL,
  at       timestamptz NOT NULL,
  envelope jsonb NOT NULL
);

CREATE TABLE record_checks (
  check_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL,
  size     bigint NOT NULL,
  findings jsonb NOT NULL
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['record_leaves', 'record_tiles', 'record_heads', 'record_checks'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_append_only BEFORE UPDATE OR DELETE ON %1$s FOR EACH ROW EXECUTE FUNCTION refuse_change()', name);
    EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON %1$s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  END LOOP;
END $$;

-- All that a table holds is looked at again: after a column was added that is not null, changed its type or is gone.
CREATE FUNCTION record_again(of_table text) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE (SELECT format('INSERT INTO record_changes (tbl, key) SELECT DISTINCT %L, jsonb_build_array(%s)::text FROM %I it', tbl,
                         (SELECT string_agg(format('it.%I', col), ', ' ORDER BY n) FROM unnest(key) WITH ORDINALITY AS k(col, n)), tbl)
           FROM recorded_tables WHERE tbl = of_table);
END $body$;

-- From now on the table stands in the record, with all that it holds.
CREATE FUNCTION record_table(of_table text, key_columns text[], volatile_columns text[] DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
  key_of  text := (SELECT 'jsonb_build_array(' || string_agg(format('%%1$s.%I', col), ', ' ORDER BY n) || ')::text'
                   FROM unnest(key_columns) WITH ORDINALITY AS k(col, n));
BEGIN
  INSERT INTO recorded_tables VALUES (of_table, key_columns, volatile_columns);
  EXECUTE format($f$CREATE FUNCTION record_new_%1$s() RETURNS trigger LANGUAGE plpgsql AS $t$
    BEGIN INSERT INTO record_changes (tbl, key) SELECT DISTINCT %1$L, %2$s FROM added; RETURN NULL; END $t$$f$, of_table, format(key_of, 'added'));
  EXECUTE format($f$CREATE FUNCTION record_old_%1$s() RETURNS trigger LANGUAGE plpgsql AS $t$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - %4$L::text[] = to_jsonb(NEW) - %4$L::text[] THEN RETURN NULL; END IF;
      INSERT INTO record_changes (tbl, key) VALUES (%1$L, %2$s);
      IF TG_OP = 'UPDATE' AND %3$s <> %2$s THEN INSERT INTO record_changes (tbl, key) VALUES (%1$L, %3$s); END IF;
      RETURN NULL;
    END $t$$f$, of_table, format(key_of, 'OLD'), format(key_of, 'NEW'), volatile_columns);
  EXECUTE format('CREATE TRIGGER record_new AFTER INSERT ON %1$I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_new_%1$s()', of_table);
  EXECUTE format('CREATE TRIGGER record_changed AFTER UPDATE ON %1$I FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION record_old_%1$s()', of_table);
  EXECUTE format('CREATE TRIGGER record_gone AFTER DELETE ON %1$I FOR EACH ROW EXECUTE FUNCTION record_old_%1$s()', of_table);
  PERFORM record_again(of_table);
END $body$;

SELECT record_table('audit_log', '{audit_id}');
SELECT record_table('diary', '{kind,subject,entry}');
SELECT record_table('staff', '{staff_id}');
SELECT record_table('staff_figures', '{figure_id}');
SELECT record_table('borrowers', '{borrower_id}');
SELECT record_table('contacts', '{contact_id}');
SELECT record_table('last_words', '{channel,address_key}');
SELECT record_table('plans', '{plan,version}');
SELECT record_table('templates', '{template,version}');
SELECT record_table('loans', '{loan_id}', '{revision}');
SELECT record_table('instalments', '{loan_id}');
SELECT record_table('payments', '{reference,booking}');
SELECT record_table('waiting_reversals', '{reference}');
SELECT record_table('holds', '{hold_id}');
SELECT record_table('notices', '{notice_id}');
SELECT record_table('notice_attempts', '{notice_id,attempt}');
SELECT record_table('tasks', '{task_id}');
SELECT record_table('duties', '{duty_id}');
SELECT record_table('complaints', '{complaint_id}');
SELECT record_table('warnings', '{warning_id}');
SELECT record_table('reports', '{report_id}');
SELECT record_table('report_files', '{report_id,format}');
SELECT record_table('report_deliveries', '{report_id,staff_id,role}');
SELECT record_table('tier_overrides', '{override_id}');
SELECT record_table('indicators', '{borrower_id,name,period}');
SELECT record_table('signals', '{signal_id}');
SELECT record_table('causes', '{cause_id}');
SELECT record_table('calendar', '{calendar_id}');
SELECT record_table('cases', '{case_id}');
SELECT record_table('case_instalments', '{case_id}');
SELECT record_table('promises', '{promise_id}');
SELECT record_table('archive_documents', '{loan_id,document,form}');
SELECT record_table('answers', '{answer_id}');
SELECT record_table('evidence', '{evidence_id}');
SELECT record_table('classifications', '{classification_id}');
SELECT record_table('measures', '{task_id}');
SELECT record_table('archive_handovers', '{handover_id}');
SELECT record_table('letters', '{letter_id}');
SELECT record_table('letter_contents', '{letter_id}');
SELECT record_table('letter_files', '{letter_id,format}');
SELECT record_table('inbox', '{inbox_id}');
SELECT record_table('rate_changes', '{rate_change_id}');
SELECT record_table('restrictions', '{restriction_id}');
SELECT record_table('staff_calls', '{staff_call_id}');
SELECT record_table('call_recordings', '{provider_id}');
SELECT record_table('work_mails', '{staff_id,on_day}');
SELECT record_table('send_pauses', '{pause_id}');
SELECT record_table('restores', '{restore_id}');
SELECT record_table('seal_keys', '{key_id}');
SELECT record_table('users', '{staff_id}', '{failures,failed_at,second_factor_step}');
SELECT record_table('api_keys', '{prefix}', '{used_at}');
SELECT record_table('replaced_instalments', '{loan_id}');
SELECT record_table('feeds', '{feed_id}');
SELECT record_table('unmatched_payments', '{reference}');
SELECT record_table('loan_accounts', '{account}');
SELECT record_table('collateral', '{collateral_id}');
SELECT record_table('valuations', '{collateral_id,valued_on}');
