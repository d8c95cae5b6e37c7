import { preview } from '../../src/domain/preview/preview.js';
import { momentAt } from '../../src/domain/time/dates.js';
import { addMonths } from '../../src/domain/time/period.js';
import { contactRules } from '../../src/library/contact-rules.js';
import { plansNamed } from '../../src/library/shipped-plans.js';
import { loanOf, paymentsOf, type Way } from './lives.js';

/** One preview in a process of its own: what it took is its message. */
const [plan, way, instalments] = process.argv.slice(2) as [string, Way, string];
const BEGIN = '2026-01-15';
const rules = contactRules('china-2026');
const ofPlan = (await plansNamed([plan])).get(plan)!;
// What every start takes is not a matter of age: code that runs for the first time is slow.
foresee(60);
const before = process.cpuUsage();
const lines = foresee(Number(instalments));
const { user, system } = process.cpuUsage(before);
process.send!({ cpuMs: (user + system) / 1000, memoryMb: process.resourceUsage().maxRSS / 1024, lines: lines.length });

function foresee(count: number) {
  const file = loanOf('L', count, BEGIN);
  const payments = paymentsOf(file, way).map((it) => ({ ...it, recordedAt: file.takenInAt }));
  const until = momentAt(addMonths(BEGIN, count + 1), '00:00');
  const loans = [{ file: { ...file, payments }, plan: ofPlan }];
  return preview({ loans, until, staff: () => 86_400_000, providers: {}, rules });
}
