import { MS } from './account-facts.js';

/** In SQL, of a loan `l`: the latest finding on why it is in arrears. */
export const CAUSE = `(SELECT json_build_object('kind', kind, 'at', ${MS('at')}) FROM causes c WHERE c.loan_id = l.loan_id
     ORDER BY at DESC, cause_id DESC LIMIT 1)`;
