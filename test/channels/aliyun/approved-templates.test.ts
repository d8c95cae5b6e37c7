// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the gateway writes variables so
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { approvedWords, readApprovedTemplates } from '../../../src/channels/aliyun/approved-templates.js';
import { channelSettings, createChannels } from '../../../src/channels/index.js';
import { readTemplates, render } from '../../../src/channels/message/words.js';
import { sandboxTemplates } from '../../../src/embedded/gateways/aliyun-templates.js';
import { FIELDS, SIGN } from '../approved.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'approved-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function fileOf(content: unknown): Promise<string> {
  const file = join(dir, 'templates.yaml');
  await writeFile(file, stringify(content));
  return file;
}

test('the sandbox has approved all our texts, and makes the same words of them as we do', async () => {
  const approved = readApprovedTemplates(await fileOf(sandboxTemplates(SIGN).file));
  const templates = await readTemplates();
  expect(Object.keys(approved.templates).sort()).toEqual([...templates.keys()].sort());
  for (const template of templates.keys()) {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const link of ['https://bank.example/l/abc', undefined]) {
        const own = render(templates, template, language, { ...FIELDS, link }).text;
        const theirs = approvedWords(approved, template, language, { ...FIELDS, link })!.text;
        expect(theirs).toBe(language === 'en' ? `【${SIGN}】${own}` : own);
      }
    }
  }
});

test.each<[string, unknown]>([
  ['no signature', { templates: {} }],
  ['a code of another form', { sign: SIGN, templates: { offer: { en: [{ code: '153055065', text: 'x' }] } } }],
  ['an unknown variable', { sign: SIGN, templates: { offer: { en: [{ code: 'SMS_1', text: '${price}' }] } } }],
  ['another language', { sign: SIGN, templates: { offer: { fr: [{ code: 'SMS_1', text: 'x' }] } } }],
  ['no text at all', { sign: SIGN, templates: { offer: { en: [] } } }],
])('%s is a fault that names file and line', async (_, content) => {
  const file = await fileOf(content);
  expect(() => readApprovedTemplates(file)).toThrow(/templates\.yaml:\d+ /);
});

test('Alibaba’s settings are whole or name what is missing', async () => {
  const file = await fileOf(sandboxTemplates(SIGN).file);
  const whole = { ALIYUN_ACCESS_KEY_ID: 'LTAI', ALIYUN_ACCESS_KEY_SECRET: 'hush', ALIYUN_TEMPLATES: file };
  expect(Object.keys(createChannels(channelSettings(whole)))).toEqual(['sms']);
  expect(() => channelSettings({ ...whole, ALIYUN_TEMPLATES: '' })).toThrow(/^ALIYUN_TEMPLATES(?!.*hush)/s);
  expect(() => channelSettings({ ALIYUN_TEMPLATES: file })).toThrow('ALIYUN_ACCESS_KEY_ID');
});
