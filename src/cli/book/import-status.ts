import { Command } from 'commander';
import { dayOf, formatMoment } from '../../domain/time/dates.js';
import { bookAge } from '../../lender/feed-settings.js';
import { type Arrival, arrivals } from '../../store/base/arrivals.js';
import { booksTaken, missingBookNow, type TakenBook, waitNoMore } from '../../store/notices/book-age.js';
import { environment, withDatabase } from '../connect/connect.js';
import { me } from '../connect/me.js';
import { now } from '../connect/now.js';
import { tellWorkflows } from '../connect/tell-workflows.js';
import { ownSaying } from '../list/saying.js';
import { checkDay } from '../terminal/check-day.js';
import { writeColoured } from '../terminal/own-streams.js';
import { table } from '../terminal/table.js';

/** So many of each are shown. */
const MOST = 10;

/** What has arrived, how far it is read, what was taken in of late, and what is missing. */
export function importStatusCommand(): Command {
  return new Command('status')
    .description('the books of a day: what has arrived, how far it is read, what was taken in, and what is missing')
    .option('--json', 'one JSON document')
    .action((_: object, command: Command) =>
      withDatabase(async ({ db }) => {
        const there = await arrivals(db.pool, MOST);
        const taken = await booksTaken(db.pool, MOST);
        const missing = await missingBookNow(db.pool, now(), bookAge(environment()));
        // `import` has it too, and takes it for its own.
        const { json } = command.optsWithGlobals<{ json?: true }>();
        if (json) {
          const document = { missing, arrived: there.map(arrivalDocument), taken: taken.map(takenDocument) };
          process.stdout.write(`${JSON.stringify(document)}\n`);
          return;
        }
        const say = ownSaying();
        const chinese = say.language === 'zh-CN';
        const heads = (...of: [zh: string, en: string][]) => of.map(([zh, en]) => ({ head: chinese ? zh : en }));
        if (missing !== null)
          writeColoured(`${table(null, [[[say.reason({ code: 'book-missing', ...missing }), 'red']]])}\n\n`);
        if (there.length > 0)
          writeColoured(
            `${table(
              heads(['到达', 'arrived'], ['数据', 'book'], ['状态', 'state'], ['', '']),
              there.map((it) => [
                say.moment(it.seenAt),
                it.name,
                chinese ? STATES[it.state] : it.state,
                howFar(it, chinese),
              ]),
            )}\n\n`,
          );
        if (taken.length === 0)
          process.stdout.write(chinese ? '尚未导入每日数据\n' : 'no daily book was taken in yet\n');
        else
          writeColoured(
            `${table(
              heads(
                ['日期', 'day'],
                ['序号', 'number'],
                ['导入', 'taken in'],
                ['变更', 'changes'],
                ['未受理', 'refused'],
                ['', ''],
              ),
              taken.map((it) => [
                it.day,
                it.sequence === null ? '' : String(it.sequence),
                say.moment(it.takenAt),
                it.givenUp === null ? String(it.changes) : '',
                it.refused > 0 ? [String(it.refused), 'red'] : '',
                it.givenUp === null ? '' : `${chinese ? '不再补报' : 'does not come'}: ${it.givenUp}`,
              ]),
            )}\n`,
          );
      }),
    );
}

/** A lost book that nobody can send any more: whoever says so lets people be dunned without it. */
export function importWithoutCommand(): Command {
  return new Command('without')
    .description('the book of a day does not come any more: people are dunned again without it')
    .argument('<day>')
    .requiredOption('--why <text>', 'for the audit log: how it is known who paid on that day')
    .action(async (day: string, { why }: { why: string }) => {
      checkDay('<day>', day);
      await withDatabase(async (context) => {
        await waitNoMore(context.db, { day, why, today: dayOf(now()) }, me());
        const missing = await missingBookNow(context.db.pool, now(), bookAge(environment()));
        const say = ownSaying();
        const left = missing === null ? '' : `${say.reason({ code: 'book-missing', ...missing })}\n`;
        process.stdout.write(
          say.language === 'zh-CN' ? `${day}的数据不再等待\n${left}` : `nobody waits for the book of ${day}\n${left}`,
        );
        await tellWorkflows(context);
      });
    });
}

const STATES: Record<Arrival['state'], string> = {
  waits: '等待',
  reading: '读取中',
  taken: '已导入',
  refused: '已拒收',
};

function howFar({ waitsFor, file, rows, faults, putAway }: Arrival, chinese: boolean): string {
  const parts = [
    waitsFor !== null && chinese ? '文件尚未到齐，或仍在写入' : waitsFor,
    file === null ? null : chinese ? `${file}.csv 第${rows}行` : `${file}.csv, ${rows} rows`,
    faults ? (chinese ? `${faults}处未受理` : `${faults} refused`) : null,
    putAway === null ? null : `→ ${putAway}`,
  ];
  return parts.filter((it) => it !== null).join('  ');
}

const arrivalDocument = ({ seenAt, changedAt, ...it }: Arrival) => ({
  ...it,
  seenAt: formatMoment(seenAt),
  changedAt: formatMoment(changedAt),
});
const takenDocument = ({ takenAt, ...it }: TakenBook) => ({ ...it, takenAt: formatMoment(takenAt) });
