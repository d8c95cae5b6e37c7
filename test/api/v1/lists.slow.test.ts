import { beforeEach, expect, it } from 'vitest';
import { fillBook } from '../../../bench/filled-book.js';
import { freshApi } from '../api.js';
import { ask, signedIn } from './people.js';

/** A list reads no more lines of a table of a hundred thousand, by whatever way. */
const READ = 20_000;

const api = freshApi({
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  client_min_messages: 'log',
  // As a server with solid disks has it (docs/operators.md).
  random_page_cost: '1.1',
});

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}
const plans: { text: string; plan: Node }[] = [];

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const readBy = (node: Node) =>
  node['Relation Name'] === undefined
    ? 0
    : (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

beforeEach(async () => {
  await fillBook(api.db(), 100_000);
  api.db().pool.on('acquire', (client) => {
    client.removeAllListeners('notice');
    client.on('notice', ({ message }) => {
      const at = message?.indexOf('{') ?? -1;
      if (!message?.includes('plan:') || at < 0) return;
      const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(at));
      if (!text.startsWith('DELETE')) plans.push({ text, plan });
    });
  });
});

/** A value for each parameter that a list is narrowed by. */
const BY: Record<string, string> = {
  plan: '04-personal',
  branch: 'BR3',
  manager: 'AM7',
  owner: 'AM7',
  stage: 'friendly',
  overdue: 'true',
  late: 'true',
  open: 'true',
  loan: 'L4040',
  borrower: 'B4040',
  subject: 'loan/L4040',
  about: 'L4040',
  actor: 'ops/1',
  what: 'payment',
  from: '2026-01-10',
  until: '2026-01-12',
  looks: 'true',
  order: 'newest',
  kind: 'monthly-report',
  state: 'failed',
};

it('no list reads a large table whole, whoever asks and by whatever it is narrowed', async () => {
  const { body: document } = await ask(api, null, 'GET', '/openapi.json');
  const people = {
    ops: await signedIn(api, 'OPS', 'ops'),
    auditor: await signedIn(api, 'AUD', 'auditor'),
    administrator: await signedIn(api, 'ADM', 'administrator'),
    'branch-president': await signedIn(api, 'BP', 'branch-president', 'BR3'),
    'account-manager': await signedIn(api, 'AM7', 'account-manager', 'BR7'),
  };
  const found: string[] = [];
  let asked = 0;
  const lists = Object.entries<{ get?: { parameters?: { name: string; in: string }[] } }>(document.paths).flatMap(
    ([path, { get }]) => {
      const names = (get?.parameters ?? []).filter((it) => it.in === 'query').map((it) => it.name);
      return names.includes('limit') && !path.replace('{webhook}', '').includes('{')
        ? [{ path: path.replace('/api/v1', '').replace('{webhook}', 'core'), names }]
        : [];
    },
  );
  for (const { path, names } of lists)
    for (const [who, token] of Object.entries(people))
      for (const by of ['', ...names.filter((it) => it in BY).map((it) => `${it}=${BY[it]}`)]) {
        let after: string | null = '';
        for (let part = 1; part <= 2 && after !== null; part++) {
          plans.length = 0;
          const from = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
          const { status, body } = await ask(api, token, 'GET', `${path}?${by}${from}`);
          if (status === 403) break;
          expect({ path, by, who, status, body: status === 200 ? null : body }).toEqual({
            path,
            by,
            who,
            status: 200,
            body: null,
          });
          asked += 1;
          after = body.next ?? null;
          for (const { text, plan } of plans)
            for (const node of nodesOf(plan))
              if (readBy(node) > READ)
                found.push(
                  `${who} ${path}?${by} part ${part}: ${node['Node Type']} of ${node['Relation Name']} read ${readBy(node)}: ${text.slice(0, 90)}`,
                );
        }
      }
  expect(asked).toBeGreaterThan(200);
  expect(found.join('\n')).toBe('');
}, 900_000);
