import { chineseOf, word } from '../../domain/reason/vocabulary.js';
import { writtenDay } from '../../domain/time/written-day.js';
import { rows } from '../../store/base/connection/database.js';
import { dayOfMoment } from '../figures/lay-out.js';
import { momentsOf } from '../figures/scope.js';
import { paperKind } from './parts/kind.js';
import { tableSection } from './parts/tables.js';

/** A meeting that was held, or an order that was given, with what its record says. */
interface DutyRecord {
  /** The task's id. */
  key: string;
  kind: string;
  title: string | null;
  who: string | null;
  role: string;
  doneOn: string;
  asked: string[];
  /** What the record says to each line; null: it has no lines. */
  answers: Record<string, string> | null;
  note: string | null;
}

/** Long enough to read what was decided, short enough for a form. */
const LONGEST_NOTE = 500;

/** 工作部署与会议纪要: what was laid down in meetings and orders of the period, for those who carry it out (P2.4). */
export const dutyRecords = paperKind<{ records: DutyRecord[] }>({
  kind: 'duty-records',
  title: '工作部署与会议纪要',
  rules: ['P2.4'],
  periods: ['week', 'half-month', 'month', 'quarter'],
  gather: async ({ sql, scope }) => {
    const { from, until } = momentsOf(scope);
    return {
      records: await rows<DutyRecord>(
        sql,
        `SELECT task_id AS key, t.kind, title, owner AS who, role, ${dayOfMoment('ended_at')} AS "doneOn", form AS asked,
                record -> 'answers' AS answers, left(record ->> 'note', $4) AS note
         FROM tasks t JOIN duties d USING (duty_id)
         WHERE d.plan = $3 AND t.kind IN ('planning', 'meeting') AND status = 'done' AND ended_at >= $1 AND ended_at < $2
         ORDER BY ended_at, task_id COLLATE "C"`,
        [new Date(from), new Date(until), scope.plan, LONGEST_NOTE],
      ),
    };
  },
  sections: ({ records }, { who }) => [
    {
      heading: '概况',
      paragraphs: [records.length === 0 ? '本期没有完成的会议与部署。' : `本期完成${records.length}项。`],
    },
    ...records.map((it) =>
      tableSection(
        `${it.title === null ? word(it.kind) : chineseOf(it.title)}：${writtenDay(it.doneOn)}，${who.staff(it.who ?? it.role)}`,
        [
          ...it.asked.map((asked) => ({ key: asked, content: it.answers?.[asked] ?? null })),
          { key: '记录', content: it.note },
        ],
        { key: ['text', '事项'], content: ['text', '内容'] },
      ),
    ),
  ],
});
