import { chineseOf, words } from '../../../domain/reason/vocabulary.js';
import { rows } from '../../../store/base/connection/database.js';
import type { Parts, Scope } from '../../figures/index.js';
import { within } from '../../figures/narrow.js';
import type { Section } from '../../paper/paper.js';
import { money } from '../../paper/words.js';
import type { Gathering, Reading } from './kind.js';
import { countedSection, tableSection } from './tables.js';

/** The group of a plan whose paper it is (P7.11). Left out in papers of plans that name no group for them. */
interface GroupOf {
  title: string;
  roles: readonly string[];
  /** Null: all. */
  branches: readonly string[] | null;
  /** How many there should be; null: the plan does not say. */
  people: number | null;
  /** Staff of the roles who had not left by the cut-off, and are of the branches or of none. */
  members: { key: string; roles: string[] }[];
  /** The stages of the ladder that are the group's. */
  stages: { key: string; title: string }[];
}

/** What the figures of a kind of paper are of: the tasks of its group's roles, the loans of its branches; of no group's paper all. */
export async function inGroup<T>(
  { sql, scope, plan }: Pick<Gathering, 'sql' | 'scope' | 'plan'>,
  kind: string,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const group = plan.groups.find((it) => it.report === kind);
  if (!group) return work(scope);
  const own = { ...scope, roles: group.roles };
  return group.branches === undefined ? work(own) : within(sql, own, plan, { branches: group.branches }, work);
}

/** Gathers the figures of a group's paper: its tasks are those of the group's roles, its loans those of its branches. */
export async function ofGroup<T extends object>(
  { sql, scope, plan }: Gathering,
  kind: string,
  gather: (scope: Scope) => Promise<T>,
): Promise<T & { group?: GroupOf }> {
  const group = plan.groups.find((it) => it.report === kind);
  const figures = await inGroup({ sql, scope, plan }, kind, gather);
  if (!group) return figures;
  const { title, roles, branches = null, people = null } = group;
  const members = await rows<{ key: string; roles: string[] }>(
    sql,
    `SELECT staff_id AS key, roles FROM staff
     WHERE roles && $1 AND (left_on IS NULL OR left_on > $2) AND ($3::text[] IS NULL OR branch IS NULL OR branch = ANY($3))
     ORDER BY staff_id COLLATE "C"`,
    [roles, scope.asOf, branches],
  );
  const stages = plan.ladder.stages
    .filter((it) => roles.includes(it.owner))
    .map(({ stage, title }) => ({ key: stage, title: chineseOf(title) }));
  return { ...figures, group: { title, roles, branches, people, members, stages } };
}

/** Who the group is, what each has done, and what came in while loans were in its stages. */
export function groupSections(
  group: GroupOf | undefined,
  { tasks, collection }: Pick<Parts, 'tasks'> & Partial<Pick<Parts, 'collection'>>,
  { unit }: Reading,
): Section[] {
  if (!group) return [];
  const { title, roles, branches, people, members, stages } = group;
  const planned = people === null || people === members.length ? '' : `，计划${people}人`;
  const where = branches === null ? '' : `，机构：${branches.join('、')}`;
  const came = stages.map((it) => ({
    ...{ payments: 0, amount: 0 },
    ...collection?.byStage.find(({ key }) => key === it.key),
    ...it,
  }));
  const amount = came.reduce((sum, it) => sum + it.amount, 0);
  return [
    {
      heading: '报送小组',
      paragraphs: [
        `${title}（${words(roles)}${where}）现有${members.length}人${planned}。本报告中的任务为本组岗位的任务。`,
        ...(collection && came.length > 0 ? [`本组负责的催收阶段回款${money(amount)}${unit}。`] : []),
      ],
    },
    tableSection(
      '报送小组：成员任务',
      members.map(({ key, roles: held }) => {
        const {
          done = 0,
          due = 0,
          inTime = 0,
          open = 0,
          overdue = 0,
        } = tasks.byPerson.find((it) => it.key === key) ?? {};
        return { key, roles: words(held), done, due, inTime, open, overdue };
      }),
      {
        key: ['staff', '成员'],
        roles: ['text', '岗位'],
        done: ['integer', '完成', 'sum'],
        due: ['integer', '应完成', 'sum'],
        inTime: ['integer', '按时', 'sum'],
        open: ['integer', '未完成', 'sum'],
        overdue: ['integer', '超期', 'sum'],
      },
    ),
    ...(collection && came.length > 0
      ? [
          countedSection('报送小组：负责阶段回款', came, {
            title: ['text', '阶段'],
            payments: ['integer', '笔数', 'sum'],
            amount: ['money', '回款', 'sum'],
          }),
        ]
      : []),
  ];
}

export type OfGroup<T> = T & { group?: GroupOf };
