import type { Heard } from '../../domain/facts/facts.js';
import { type Category, isWorse } from '../../domain/loan/account/classification.js';
import { standingOf } from '../../domain/loan/standing.js';
import { approvalFault, categoryApprovalFault, personOf } from '../../domain/work/two-people.js';
import { type Begin, rows, transaction } from '../base/connection/database.js';
import type { Seal } from '../base/seal.js';
import { FactRefused } from '../facts/fact-refused.js';
import { leaveNudge, noteFact, type Source, touchLoan } from '../facts/facts.js';
import { signersRoles } from '../staff/staff.js';
import { readLoanFiles } from './files/loan-files.js';

/**
 * A category decided by people (S3, decision 0004): one proposes, another approves by saying the same, or is named at
 * once. It holds against the days until people decide anew; it cannot be better than the days say. The open review of the
 * category ends with the decision. False: proposed already by the same person.
 */
export async function classifyLoan(db: Begin, seal: Seal, it: Heard<'classify'>, source: Source): Promise<boolean> {
  const { loan, category, reason, approvedBy } = it;
  return transaction(db, async (client) => {
    await touchLoan(client, loan);
    const [stored] = await readLoanFiles(client, [loan], source.at);
    if (!stored || stored.file.state.closedAt !== null) throw new FactRefused(`loan ${loan} is not open`, 'loan');
    const floor = standingOf(stored.file, source.at);
    if (isWorse(floor.category, category))
      throw new FactRefused(`loan ${loan} is ${floor.dpd} days past due: ${floor.category} at least`, 'category');

    const [open] = await rows<{ id: number; category: Category; by: string }>(
      client,
      `SELECT classification_id AS id, category, proposed_by AS by FROM classifications
       WHERE loan_id = $1 AND approved_at IS NULL
         AND classification_id > (SELECT coalesce(max(classification_id), 0) FROM classifications WHERE loan_id = $1 AND approved_at IS NOT NULL)
       ORDER BY classification_id DESC LIMIT 1`,
      [loan],
    );
    const seconded = open?.category === category && approvedBy === null ? open : null;
    if (seconded?.by === source.actor && source.glass === undefined) return false;
    const approver = approvedBy ?? (seconded ? source.actor : null);
    if (approvedBy !== null) {
      const known = await rows(client, 'SELECT 1 FROM staff WHERE staff_id = $1 AND left_on IS NULL', [approvedBy]);
      if (known.length === 0) throw new FactRefused(`no staff ${approvedBy}`, 'approvedBy');
      if (approvedBy === personOf(source.actor))
        throw new FactRefused(`${approvedBy} has proposed this: another person must approve`, 'approvedBy');
      if (source.glass === undefined && /^(staff|ops|key)\//.test(source.actor))
        throw new FactRefused(
          `${approvedBy} approves under a name of his own: signs in, and says the same`,
          'approvedBy',
        );
    } else if (seconded) {
      const { actor, glass = null } = source;
      const fault =
        approvalFault({ actor, glass, before: [seconded.by] }) ??
        categoryApprovalFault(await signersRoles(client, { actor, glass }));
      if (fault !== null) throw new FactRefused(fault, 'category');
    }
    const at = new Date(source.at);
    let id = seconded?.id;
    if (id === undefined) {
      if (reason === null) throw new FactRefused('a reason is needed to propose a category', 'reason');
      const [row] = await rows<{ id: number }>(
        client,
        `INSERT INTO classifications (loan_id, category, reason_sealed, proposed_at, proposed_by) VALUES ($1, $2, $3, $4, $5)
         RETURNING classification_id AS id`,
        [loan, category, seal.seal(reason, 'classifications.reason_sealed', loan, source.at), at, source.actor],
      );
      id = row!.id;
    }
    const detail = { classification: id, category };
    if (approver === null) {
      await noteFact(client, source, 'category proposed', `loan/${loan}`, detail);
      return true;
    }
    await client.query('UPDATE classifications SET approved_at = $2, approved_by = $3 WHERE classification_id = $1', [
      id,
      at,
      approver,
    ]);
    const ended = await rows<{ task: string }>(
      client,
      `UPDATE tasks SET status = 'done', ended_at = $2, record = $3
       WHERE loan_id = $1 AND status = 'open' AND kind = 'classification-review' AND about IS NOT NULL AND warning_id IS NULL
       RETURNING task_id AS task`,
      [loan, at, JSON.stringify({ by: approver, category })],
    );
    for (const { task } of ended) await leaveNudge(client, 'task', task, 'decided');
    await noteFact(client, source, 'category decided', `loan/${loan}`, { ...detail, approvedBy: approver });
    await leaveNudge(client, 'loan', loan, `category ${category}`);
    return true;
  });
}
