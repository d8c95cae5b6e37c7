import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Schema, suggestionsAt } from '../../../console/src/plans/editor/completion.js';
import { projectPath } from '../../../src/library/project-path.js';

const schema = JSON.parse(readFileSync(projectPath('plans/plan.schema.json'), 'utf8')) as Schema;
/** What is offered where `|` stands. */
const offered = (text: string) =>
  suggestionsAt(text.replace('|', ''), text.indexOf('|'), schema).options.map((it) => it.label);

describe('what may stand at a place of a plan', () => {
  it('the keys of the plan itself, those that are there left out', () => {
    const keys = offered('plan: 04-personal\ntitle: x\nrem|');
    expect(keys).toEqual(expect.arrayContaining(['reminders', 'ladder', 'checks']));
    expect(keys).not.toContain('title');
  });

  it('keys of what stands in a list, in a map written in lines or in braces', () => {
    const line =
      'ladder:\n  stages:\n    - stage: a\n      actions:\n        - id: x\n          task:\n            kind: call\n            ro|';
    expect(offered(line)).toEqual(expect.arrayContaining(['role', 'dueDays', 'form']));
    expect(offered('reminders:\n  - id: a\n    notice: { channels: [sms], te| }\n')).toContain('template');
    expect(offered('reminders:\n  - id: a\n    notice:\n      |\n')).toContain('channels');
  });

  it('the words that are allowed, and nothing where any text is', () => {
    expect(offered('borrowers: [per|]')).toEqual(['person', 'enterprise']);
    expect(offered('ladder:\n  stages:\n    - owner: acc|\n      stage: a')).toContain('account-manager');
    expect(offered('title: ab|c')).toEqual([]);
    expect(offered('nonsense:\n  ke|')).toEqual([]);
  });

  it('from where the word begins', () => {
    expect(suggestionsAt('borrowers: [per', 15, schema).from).toBe(12);
  });
});
