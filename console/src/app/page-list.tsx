import {
  AlertOutlined,
  AuditOutlined,
  BankOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CommentOutlined,
  ControlOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  PieChartOutlined,
  ProfileOutlined,
  RetweetOutlined,
  ScheduleOutlined,
  SolutionOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode } from 'react';
import type { Session } from '../session/session';
import { words } from '../words/language';
import type { PART_OF_MENU } from './words';

export interface PageOfConsole {
  /** As react-router has it: `/loans/:loan`. */
  path: string;
  /** One of these rights opens it, as src/api/access.ts names them; left out: whoever has signed in. */
  needs?: readonly string[];
  /** Where it stands in the menu; left out: one gets there from another page. */
  menu?: { part: keyof typeof PART_OF_MENU; title: keyof typeof PAGE_TITLES; icon: ReactNode };
  /** Loaded when it is opened first. */
  page: LazyExoticComponent<ComponentType>;
}

export const PAGE_TITLES = words({
  work: ['My work today', '今日工作'],
  approvals: ['Approvals', '审批'],
  warnings: ['Warnings', '预警'],
  complaints: ['Complaints', '投诉'],
  loans: ['Loans', '贷款'],
  portfolio: ['Portfolio', '资产状况'],
  workload: ['Workload', '工作量'],
  people: ['People', '人员'],
  reports: ['Reports', '报告'],
  plans: ['Plans', '方案'],
  operations: ['Operations', '运行状况'],
  batches: ['Batches', '批量操作'],
  schedules: ['Schedules', '定时任务'],
  auditLog: ['Audit log', '审计记录'],
  loanExplained: ['A loan explained', '贷款留痕'],
});

/** Every page, in the order of the menu; the first that somebody may see is where he or she begins. docs/console.md says how one is added. */
export const PAGES: readonly PageOfConsole[] = [
  {
    path: '/work',
    needs: ['GET /tasks'],
    menu: { part: 'work', title: 'work', icon: <CheckSquareOutlined aria-hidden /> },
    page: lazy(() => import('../work/my-work')),
  },
  {
    path: '/approvals',
    needs: ['GET /cases'],
    menu: { part: 'work', title: 'approvals', icon: <AuditOutlined aria-hidden /> },
    page: lazy(() => import('../decide/approvals')),
  },
  {
    path: '/warnings',
    needs: ['GET /warnings'],
    menu: { part: 'work', title: 'warnings', icon: <AlertOutlined aria-hidden /> },
    page: lazy(() => import('../decide/warnings')),
  },
  {
    path: '/complaints',
    needs: ['GET /complaints'],
    menu: { part: 'work', title: 'complaints', icon: <CommentOutlined aria-hidden /> },
    page: lazy(() => import('../decide/complaints')),
  },
  {
    path: '/loans',
    needs: ['GET /loans'],
    menu: { part: 'book', title: 'loans', icon: <BankOutlined aria-hidden /> },
    page: lazy(() => import('../book/loans')),
  },
  { path: '/loans/:loan', needs: ['GET /loans/:loan'], page: lazy(() => import('../book/loan')) },
  { path: '/borrowers/:borrower', needs: ['GET /borrowers/:borrower'], page: lazy(() => import('../book/borrower')) },
  {
    path: '/portfolio',
    needs: ['GET /portfolio'],
    menu: { part: 'lead', title: 'portfolio', icon: <PieChartOutlined aria-hidden /> },
    page: lazy(() => import('../heads/portfolio')),
  },
  {
    path: '/workload',
    needs: ['GET /workload'],
    menu: { part: 'lead', title: 'workload', icon: <CalendarOutlined aria-hidden /> },
    page: lazy(() => import('../heads/workload')),
  },
  {
    path: '/people',
    needs: ['POST /absences'],
    menu: { part: 'lead', title: 'people', icon: <TeamOutlined aria-hidden /> },
    page: lazy(() => import('../staff/people')),
  },
  {
    path: '/reports',
    needs: ['GET /reports'],
    menu: { part: 'lead', title: 'reports', icon: <FileTextOutlined aria-hidden /> },
    page: lazy(() => import('../reports/reports')),
  },
  { path: '/reports/:report', needs: ['GET /reports/:report/paper'], page: lazy(() => import('../reports/report')) },
  {
    path: '/plans',
    needs: ['GET /plans/:plan'],
    menu: { part: 'book', title: 'plans', icon: <ProfileOutlined aria-hidden /> },
    page: lazy(() => import('../plans/plan')),
  },
  { path: '/plans/:plan', needs: ['GET /plans/:plan'], page: lazy(() => import('../plans/plan')) },
  {
    path: '/plans/:plan/change',
    needs: ['POST /plan-checks'],
    page: lazy(() => import('../plans/plan-change')),
  },
  {
    path: '/plan-proposals/:proposal',
    needs: ['GET /plan-proposals/:proposal'],
    page: lazy(() => import('../plans/proposal')),
  },
  { path: '/plans/:plan/:version', needs: ['GET /plans/:plan'], page: lazy(() => import('../plans/plan')) },
  {
    path: '/operations',
    needs: ['GET /operations'],
    menu: { part: 'run', title: 'operations', icon: <ControlOutlined aria-hidden /> },
    page: lazy(() => import('../ops/operations')),
  },
  {
    path: '/batches',
    needs: ['GET /batches'],
    menu: { part: 'run', title: 'batches', icon: <RetweetOutlined aria-hidden /> },
    page: lazy(() => import('../ops/batches')),
  },
  {
    path: '/schedules',
    needs: ['GET /schedules'],
    menu: { part: 'run', title: 'schedules', icon: <ScheduleOutlined aria-hidden /> },
    page: lazy(() => import('../ops/schedules')),
  },
  { path: '/batches/new', needs: ['POST /batches'], page: lazy(() => import('../ops/new-batch')) },
  { path: '/batches/:batch', needs: ['GET /batches/:batch'], page: lazy(() => import('../ops/batch')) },
  {
    path: '/audit',
    needs: ['GET /audit'],
    menu: { part: 'audit', title: 'auditLog', icon: <SolutionOutlined aria-hidden /> },
    page: lazy(() => import('../audit/audit-log')),
  },
  {
    path: '/explained',
    needs: ['GET /audit/questions/:question'],
    menu: { part: 'audit', title: 'loanExplained', icon: <FileSearchOutlined aria-hidden /> },
    page: lazy(() => import('../audit/loan-explained')),
  },
  {
    path: '/explained/:loan',
    needs: ['GET /audit/questions/:question'],
    page: lazy(() => import('../audit/loan-explained')),
  },
  { path: '/account', page: lazy(() => import('../session/account')) },
];

export const opens = ({ needs }: PageOfConsole, session: Session) => !needs || needs.some((it) => session.can(it));
