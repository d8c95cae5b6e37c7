/**
 * Imports run one way: cli → api, rehearsal, sample, embedded, worker → planning, book, workflows, activities → store, channels, reports → library, lender → domain.
 * A room may import what stands to the right of it; each rule below says what it may not.
 */
const ROOMS = '^(src/[^/]+|workflows|activities)(/|\\.ts$)';

/** `room` may import nothing of ours but itself and `allowed`. */
const only = (room, allowed, comment) => ({
  name: `${room.replace(/^src\//, '')}-imports-only`,
  severity: 'error',
  comment,
  from: { path: `^${room}/` },
  to: { path: ROOMS, pathNot: [`^${room}/`, ...allowed] },
});

/** The rooms of `top` in order: a file may import from its own room and from those that stand before it. */
const inOrder = (top, rooms) =>
  rooms.slice(0, -1).map((room, n) => ({
    name: `${top.replace(/^src\//, '')}-${room.replace('/', '-')}-imports-no-later-room`,
    severity: 'error',
    comment: 'Arrows between rooms run one way.',
    from: { path: `^${top}/${room}/` },
    to: { path: `^${top}/(${rooms.slice(n + 1).join('|')})/` },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('src/domain', [], 'Domain is pure: it imports nothing of ours.'),
    only('src/lender', ['^src/(domain|library)/'], 'The environment is read here, and nowhere else.'),
    only('src/library', ['^src/domain/'], 'Files that ship are read here: what they say is held to the rules.'),
    only('src/store', ['^src/(domain|library)/'], 'The store knows the rules and nothing above them.'),
    only('src/channels', ['^src/(domain|lender|library)/'], 'A channel sends; it never looks into the database.'),
    only('src/reports', ['^src/(domain|library|store)/'], 'Reports read; they start and send nothing.'),
    only('activities', ['^src/(domain|library|store|channels|reports)/'], 'Activities act with what they are given.'),
    only(
      'src/planning',
      ['^src/(domain|library|store|channels|reports)/'],
      'A plan is checked, compared and shown by what carries it out.',
    ),
    only('src/book', ['^src/(domain|library|store)/'], 'A book goes into the database.'),
    only('src/sample', ['^src/(domain|library|store|book)/'], 'The sample book is made from the rules.'),
    only(
      'src/embedded',
      ['^src/(search-attributes|lender/own-environment|domain/contact/html)\\.ts$'],
      'The embedded parts stand for the outside world: they know nothing of ours but how a Temporal server is asked, where the environment is read, and how a text stands in a page.',
    ),
    only(
      'src/worker',
      [
        '^src/(domain|lender|library|store|channels|reports|book)/',
        '^src/search-attributes\\.ts$',
        '^(workflows|activities)/',
      ],
      'The worker puts together workflows and activities.',
    ),
    only(
      'src/rehearsal',
      ['^src/(domain|library|store|book|embedded|worker)/', '^src/search-attributes\\.ts$', '^(workflows|activities)/'],
      'A rehearsal is a worker on a stage of its own.',
    ),
    only(
      'src/api',
      ['^src/(domain|lender|library|store|channels|reports|planning|book)/'],
      'The API turns what comes in into facts, and reads; whom to tell of them it is given.',
    ),
    ...inOrder('src/domain', [
      'time',
      'money',
      'entry',
      'person',
      'plan',
      'reason',
      'loan',
      'scene',
      'work',
      'contact',
      'ladder',
      'care',
      'clocks',
      'facts',
      'proof',
      'preview',
    ]),
    ...inOrder('src/domain/loan', ['account', 'relief']),
    ...inOrder('src/domain/facts', ['account', 'persons', 'risk', 'work']),
    ...inOrder('src/store', [
      'base',
      'facts',
      'staff',
      'access',
      'loans',
      'notices',
      'people',
      'work',
      'documents',
      'incoming',
      'batches',
      'news',
      'proof',
    ]),
    ...inOrder('src/store/loans', ['files', 'steps']),
    ...inOrder('src/reports', [
      'figures',
      'paper',
      'render',
      'papers/parts',
      'papers/visits',
      'papers/risk',
      'papers/people',
      'letters',
      'deliver',
    ]),
    ...inOrder('src/reports/figures', ['of-loans', 'of-work']),
    ...inOrder('src/api', ['pages', 'gateways', 'v1']),
    ...inOrder('src/api/v1', [
      'door',
      'people',
      'staff',
      'loans',
      'work',
      'news',
      'portfolio',
      'papers',
      'plans',
      'ops',
      'audit',
    ]),
    ...inOrder('src/book', ['csv', 'daily|format', 'arriving']),
    ...inOrder('src/channels', ['message', 'twilio', 'aliyun']),
    ...inOrder('src/worker', ['tell', 'mend', 'run']),
    ...inOrder('src/embedded', ['base', 'postgres', 'temporal', 'mail', 'gateways']),
    ...inOrder('src/cli', ['terminal', 'connect', 'run', 'doctor', 'ops', 'plan', 'work', 'book', 'people', 'audit']),
    {
      name: 'workflows-import-only',
      severity: 'error',
      comment: 'Workflow code stands in running histories: values from messages and each other; of activities, types.',
      from: { path: '^workflows/' },
      to: { path: ROOMS, pathNot: ['^workflows/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-import-types-of',
      severity: 'error',
      comment: 'Even of types a workflow needs no more than those of activities and domain.',
      from: { path: '^workflows/' },
      to: { path: ROOMS, pathNot: ['^workflows/', '^activities/', '^src/domain/'] },
    },
    {
      name: 'workflows-do-no-io',
      severity: 'error',
      comment: 'The workflow sandbox has no network, no files and no clock but its own.',
      from: { path: '^workflows/' },
      to: {
        dependencyTypes: ['core', 'npm'],
        pathNot: 'node_modules/(@temporalio/(workflow|common)|temporal-polyfill)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      comment: 'Rules are given all they need: no file, no network, no environment. A hash needs none of these.',
      from: { path: '^src/domain/' },
      to: {
        dependencyTypes: ['core', 'npm'],
        pathNot: 'node_modules/(zod|temporal-polyfill|libphonenumber-js|json-canonicalize)/|^crypto$',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or lack a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What runs in production must be among the dependencies.',
      from: {},
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'The import must lead somewhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^src/store/generated/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
