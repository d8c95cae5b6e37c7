/**
 * Imports run one way: cli → api, rehearsal, sample, embedded, book, worker → workflows, activities → store, channels, reports → domain.
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

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('src/domain', [], 'Domain is pure: it imports nothing of ours.'),
    only('src/store', ['^src/domain/'], 'The store knows the rules and nothing above them.'),
    only(
      'src/channels',
      ['^src/domain/', '^src/store/(checked-yaml|project-path|template-files)\\.ts$'],
      'A channel sends; it never looks into the database. The files it shares with the store only read files.',
    ),
    only('src/reports', ['^src/domain/', '^src/store/'], 'Reports read; they start and send nothing.'),
    only('activities', ['^src/(domain|store|channels|reports)/'], 'Activities act with what they are given.'),
    only('src/book', ['^src/(domain|store)/'], 'A book goes into the database.'),
    only('src/sample', ['^src/(domain|store|book)/'], 'The sample book is made from the rules.'),
    only('src/embedded', [], 'The embedded parts stand for the outside world: they know nothing of ours.'),
    only(
      'src/worker',
      ['^src/(domain|store|channels|reports)/', '^src/settings\\.ts$', '^(workflows|activities)/'],
      'The worker puts together workflows and activities.',
    ),
    only(
      'src/rehearsal',
      ['^src/(domain|store|book|embedded|worker)/', '^(workflows|activities)/'],
      'A rehearsal is a worker on a stage of its own.',
    ),
    only(
      'src/api',
      ['^src/(domain|store|channels)/', '^src/settings\\.ts$'],
      'The API turns what comes in into facts; whom to tell of them it is given.',
    ),
    {
      name: 'workflows-import-only',
      severity: 'error',
      comment:
        'Workflow code stands in running histories: values from ids, messages and each other; of activities, types.',
      from: { path: '^workflows/' },
      to: { path: ROOMS, pathNot: ['^workflows/', '^src/domain/ids\\.ts$'], dependencyTypesNot: ['type-only'] },
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
      comment: 'Rules are given all they need: no file, no network, no environment.',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: 'node_modules/(zod|temporal-polyfill)/' },
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
