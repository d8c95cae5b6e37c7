import { extname } from 'node:path';
import { BadInput } from '../../library/checked-yaml.js';
import { FORMATS, type Format } from '../../reports/render.js';

/** Where the report goes: true, to the terminal; else a file, whose name says its form. */
export type ReportTo = string | true;

/** @throws BadInput for a file of a form that papers do not have: said before the hours that a rehearsal may take */
export function checkReportTo(to: ReportTo): void {
  if (to !== true && formatOf(to) === null)
    throw new BadInput([`--report: ${to} is none of ${FORMATS.map((it) => `.${it}`).join(', ')}`]);
}

/** Null: of none. */
export const formatOf = (file: string): Format | null =>
  FORMATS.find((it) => `.${it}` === extname(file).toLowerCase()) ?? null;
