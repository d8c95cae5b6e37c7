import { readFile } from 'node:fs/promises';

/** Running totals of the Temporal server, by its own counters. */
export interface ServerCount {
  /** Writes of a workflow's state: each is a transaction in the server's database. */
  transactions: number;
  /** Calls by workers and clients. */
  calls: number;
  /** Every request to its database, by operation. */
  operations: Record<string, number>;
}

const WRITES = new Set(['CreateWorkflowExecution', 'UpdateWorkflowExecution', 'ConflictResolveWorkflowExecution']);

/** The dev server says where its metrics are when it starts. */
export async function metricsUrl(logFile: string): Promise<string> {
  const found = /http:\/\/\S+\/metrics/.exec(await readFile(logFile, 'utf8'));
  if (!found) throw new Error(`no address of metrics in ${logFile}`);
  return found[0].replace('localhost', '127.0.0.1');
}

export async function countServer(url: string): Promise<ServerCount> {
  const count: ServerCount = { transactions: 0, calls: 0, operations: {} };
  for (const line of (await (await fetch(url)).text()).split('\n')) {
    const [, metric, labels, value] = /^(persistence_requests|service_requests)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (metric === undefined) continue;
    const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels!)?.[1] ?? '';
    const operation = label('operation');
    if (metric === 'persistence_requests') {
      count.operations[operation] = (count.operations[operation] ?? 0) + Number(value);
      if (WRITES.has(operation)) count.transactions += Number(value);
    } else if (label('service_name') === 'frontend') count.calls += Number(value);
  }
  return count;
}
