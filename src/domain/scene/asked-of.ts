import type { BorrowerKind } from '../person/borrower.js';
import type { TaskSpec } from '../plan/plan.js';

/** 疾病 illness and 病历 medical records, as one of several that a line names. */
const OF_PERSONS = /[、或](?:疾病|病历)|(?:疾病|病历)[、或]/g;

/** Work as it is asked of a borrower: a form that names what only persons have does not name it of an enterprise. */
export function askedOf(task: TaskSpec, kind: BorrowerKind): TaskSpec {
  if (kind === 'person' || task.form === undefined) return task;
  return { ...task, form: task.form.map((line) => line.replace(OF_PERSONS, '')) };
}
