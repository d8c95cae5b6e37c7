import { readdir, readFile } from 'node:fs/promises';
import { type Template, templateSchema } from '../domain/plan/template.js';
import { checkedYaml } from './checked-yaml.js';
import { projectPath } from './project-path.js';

/** By name, which is that of the file without .yaml. */
export type Templates = ReadonlyMap<string, Template>;

export const TEMPLATE_FOLDER = 'plans/templates';

/** Reads every template that ships with the project. @throws BadInput naming file, line and key of a fault */
export async function readTemplates(): Promise<Templates> {
  const folder = projectPath(TEMPLATE_FOLDER);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const read = files.map(async (file) => {
    const text = await readFile(`${folder}/${file}`, 'utf8');
    return [file.replace(/\.yaml$/, ''), parseTemplate(text, `${TEMPLATE_FOLDER}/${file}`)] as const;
  });
  return new Map(await Promise.all(read));
}

/** Reads one template. @throws BadInput naming file, line and key of a fault, such as a placeholder nobody fills */
export function parseTemplate(text: string, file: string): Template {
  return checkedYaml(text, templateSchema, file);
}
