import type { Command } from 'commander';

/** What `postloan --help` lists. What a command takes and does stands in its own module, which is loaded when it is asked for. */
export const COMMANDS: { name: string; description: string; load: () => Promise<(command: Command) => Command> }[] = [
  {
    name: 'up',
    description: 'the whole system on one machine with embedded parts; Ctrl-C stops it, started again it goes on',
    load: async () => (await import('./run/up.js')).upCommand,
  },
  {
    name: 'down',
    description: 'stop the `postloan up` of this folder',
    load: async () => (await import('./run/down.js')).downCommand,
  },
  {
    name: 'worker',
    description: 'the worker alone, for production; configured by environment only',
    load: async () => (await import('./run/worker.js')).workerCommand,
  },
  {
    name: 'api',
    description:
      'what is served to the outside, for production: delivery reports, inbound messages, pages for borrowers',
    load: async () => (await import('./run/api.js')).apiCommand,
  },
  { name: 'db', description: 'the database', load: async () => (await import('./ops/db.js')).dbCommand },
  {
    name: 'import',
    description: 'take in a book (a folder of CSV files), all or nothing',
    load: async () => (await import('./book/import.js')).importCommand,
  },
  { name: 'plan', description: 'the work plans', load: async () => (await import('./plan/plan.js')).planCommand },
  {
    name: 'template',
    description: 'the words of messages',
    load: async () => (await import('./plan/template.js')).templateCommand,
  },
  {
    name: 'arrears',
    description: 'the arrears of one loan, or of many, from a file alone: no server, no database',
    load: async () => (await import('./plan/arrears.js')).arrearsCommand,
  },
  {
    name: 'preview',
    description: 'what will happen to a loan if nothing comes in, from the rules alone',
    load: async () => (await import('./plan/preview.js')).previewCommand,
  },
  {
    name: 'rehearse',
    description:
      'run the real workflows, activities and database through a scenario, or a whole book, with time skipped',
    load: async () => (await import('./plan/rehearse.js')).rehearseCommand,
  },
  {
    name: 'borrower',
    description: 'what is known of a borrower, and how to reach them',
    load: async () => (await import('./book/borrower.js')).borrowerCommand,
  },
  {
    name: 'loan',
    description: 'look at a loan, hold it, release it, restart it',
    load: async () => (await import('./book/loan.js')).loanCommand,
  },
  {
    name: 'task',
    description: 'work that waits for people',
    load: async () => (await import('./work/task.js')).taskCommand,
  },
  {
    name: 'evidence',
    description: 'files that show what the records of tasks say',
    load: async () => (await import('./work/evidence.js')).evidenceCommand,
  },
  {
    name: 'letter',
    description: 'letters and forms as documents: numbered, sealed, filed with their hash',
    load: async () => (await import('./work/letter.js')).letterCommand,
  },
  {
    name: 'archive',
    description: 'documents of borrowers: handed over, looked at, by whom',
    load: async () => (await import('./work/archive.js')).archiveCommand,
  },
  {
    name: 'payment',
    description: 'payments come in with `import` and from other systems',
    load: async () => (await import('./book/payment.js')).paymentCommand,
  },
  {
    name: 'intake',
    description: 'what the lender’s other systems have sent: POST /intake/… of the API',
    load: async () => (await import('./book/intake.js')).intakeCommand,
  },
  {
    name: 'complaint',
    description: 'a complaint: accepted in 24 hours, solved in 3 working days, then a satisfaction call',
    load: async () => (await import('./work/complaint.js')).complaintCommand,
  },
  {
    name: 'signal',
    description: 'a risk signal from outside: the plan says which warning it opens',
    load: async () => (await import('./book/borrower-news.js')).signalCommand,
  },
  {
    name: 'indicator',
    description: 'a figure of a borrower for a period',
    load: async () => (await import('./book/borrower-news.js')).indicatorCommand,
  },
  {
    name: 'collateral',
    description: 'what secures loans: each thing by itself, what it is worth, which loans it secures',
    load: async () => (await import('./book/collateral.js')).collateralCommand,
  },
  {
    name: 'warning',
    description: 'whether a warning proved right (P5.1), and its measures',
    load: async () => (await import('./book/borrower-news.js')).warningCommand,
  },
  {
    name: 'promise',
    description: 'the borrower promises to pay; while the promise runs nothing that collects goes out',
    load: async () => (await import('./book/borrower-news.js')).promiseCommand,
  },
  {
    name: 'case',
    description: 'relief and disposal: why a loan is in arrears, and what was decided',
    load: async () => (await import('./book/case.js')).caseCommand,
  },
  {
    name: 'staff',
    description: 'who does the work: roles, branches, who is away',
    load: async () => (await import('./people/staff.js')).staffCommand,
  },
  {
    name: 'user',
    description: 'who may sign in under a name of their own',
    load: async () => (await import('./people/user.js')).userCommand,
  },
  {
    name: 'key',
    description: 'the keys by which programs ask the API',
    load: async () => (await import('./people/key.js')).keyCommand,
  },
  {
    name: 'login',
    description: 'sign in: what is done in this folder from then on is done under your own name',
    load: async () => (await import('./people/login.js')).loginCommand,
  },
  {
    name: 'logout',
    description: 'end that',
    load: async () => (await import('./people/login.js')).logoutCommand,
  },
  {
    name: 'webhook',
    description: 'systems of the lender’s that are told of what changes',
    load: async () => (await import('./ops/webhook.js')).webhookCommand,
  },
  {
    name: 'schedule',
    description: 'the recurring work, as Temporal Schedules',
    load: async () => (await import('./ops/schedule.js')).scheduleCommand,
  },
  {
    name: 'report',
    description: 'the papers that the plans name',
    load: async () => (await import('./work/report.js')).reportCommand,
  },
  {
    name: 'person',
    description: 'personal data: who somebody is, what is kept, restricting and erasing it',
    load: async () => (await import('./people/person.js')).personCommand,
  },
  {
    name: 'keys',
    description: 'the keys that personal data are sealed with',
    load: async () => (await import('./ops/keys.js')).keysCommand,
  },
  {
    name: 'send',
    description: 'hold back what is sent: a channel, a plan, or everything; and see what is about to go',
    load: async () => (await import('./ops/send.js')).sendCommand,
  },
  {
    name: 'batch',
    description:
      'do a step again, start workflows anew, hold or release many loans at once: looked at first, then at a pace',
    load: async () => (await import('./ops/batch.js')).batchCommand,
  },
  {
    name: 'reconcile',
    description:
      'every open loan and task has its one workflow, every duty its Schedule, every undelivered nudge is delivered; says what it mended, and with status 1 what it could not',
    load: async () => (await import('./ops/reconcile.js')).reconcileCommand,
  },
  {
    name: 'calendar',
    description: 'the lender’s working days: a year’s arrangement, and days that are otherwise here',
    load: async () => (await import('./ops/calendar.js')).calendarCommand,
  },
  {
    name: 'doctor',
    description: 'what is configured, what is reachable, what works and what fails again and again, and the remedy',
    load: async () => (await import('./doctor/doctor.js')).doctorCommand,
  },
  {
    name: 'audit',
    description: 'the record: whether all is as it was written, for those who ask for proof',
    load: async () => (await import('./audit/audit.js')).auditCommand,
  },
];
