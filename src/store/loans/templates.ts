import type { Template } from '../../domain/plan/template.js';
import type { Moment } from '../../domain/time/dates.js';
import { rows, type Sql } from '../base/connection/database.js';

/** A version of the words of a message, and since when it is in the database. */
export interface TemplateVersion {
  template: string;
  version: number;
  content: Template;
  since: Moment;
}

/** The versions of all templates, or of one, the newest first; a notice was written by one of them. */
export const templateVersions = (sql: Sql, template: string | null = null): Promise<TemplateVersion[]> =>
  rows(
    sql,
    `SELECT template, version, content, created_at AS since FROM templates WHERE $1::text IS NULL OR template = $1
     ORDER BY template, version DESC`,
    [template],
  );
