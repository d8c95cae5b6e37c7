import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What ALIYUN_TEMPLATES is to say, and each text by its code. */
export interface SandboxTemplates {
  file: { sign: string; templates: Record<string, Record<string, { code: string; text: string }[]>> };
  byCode: Record<string, string>;
}

/** The sandbox has approved every text that ships with the project, with and without the line of the link. */
export function sandboxTemplates(sign: string): SandboxTemplates {
  const folder = templateFolder();
  const byCode: SandboxTemplates['byCode'] = {};
  const templates: SandboxTemplates['file']['templates'] = {};
  const approve = (text: string) => {
    const code = `SMS_${100_000_001 + Object.keys(byCode).length}`;
    byCode[code] = text;
    return { code, text };
  };
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()) {
    const template = parse(readFileSync(join(folder, file), 'utf8')) as Record<string, { text?: string }>;
    const name = file.replace(/\.yaml$/, '');
    for (const language of ['zh-CN', 'en']) {
      const own = template[language]?.text;
      if (own === undefined) continue;
      const withoutLink = own
        .split('\n')
        .filter((line) => !line.includes('{link}'))
        .join('\n');
      templates[name] ??= {};
      templates[name][language] = [...new Set([own, withoutLink])].map((text) => approve(asTheGatewayWrites(text)));
    }
  }
  return { file: { sign, templates }, byCode };
}

/** It puts the signature in front by itself, and writes variables in its own way. */
function asTheGatewayWrites(text: string): string {
  return text.replace(/^【\{lender\}】/, '').replaceAll(/\{(\w+)\}/g, '$${$1}');
}

/** Wherever the code runs from: the sources or dist/. */
function templateFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'plans', 'templates');
}
