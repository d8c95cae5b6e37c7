import { expect, test } from 'vitest';
import { forReading } from '../../../src/reports/paper/for-reading.js';
import type { Column, Section, Table } from '../../../src/reports/paper/paper.js';
import { BY_ID, named } from '../../../src/reports/paper/who.js';
import { paperOf } from '../sample-paper.js';

const text = (key: string): Column => ({ key, title: key, type: 'text' });
const list = (columns: Column[], ...rows: Table['rows']): Section => ({ heading: '台账', table: { columns, rows } });
const heads = (section: Section | undefined) =>
  section && 'table' in section ? section.table.columns.map((it) => it.key) : [];
const read = (...sections: Section[]) => forReading(paperOf(...sections)).sections;

test('a column in which nothing stands is not printed, unless somebody fills it in by hand', () => {
  const columns = [
    text('who'),
    text('cause'),
    text('level'),
    text('note'),
    { ...text('opinion'), byHand: true } as const,
  ];
  const rows = [
    { who: 'B1', cause: null, level: '红色' },
    { who: 'B2', cause: '', level: null, opinion: '' },
  ];
  expect(heads(read(list(columns, ...rows))[0])).toEqual(['who', 'level', 'opinion']);
});

test('a nought is something, and a form keeps the lines that are to be filled in', () => {
  const columns = [text('who'), text('a'), text('b'), { ...text('loans'), type: 'integer' as const }];
  expect(heads(read(list(columns, { who: 'B1', loans: 0 }))[0])).toEqual(['who', 'loans']);
  expect(heads(read(list([text('asked'), text('said')], { asked: '存货', said: null }))[0])).toEqual(['asked', 'said']);
});

test('a paper with nothing in it says so in a sentence', () => {
  const empty = list([text('who')]);
  expect(
    read({ heading: '概况', paragraphs: ['完成0次。'] }, empty, { ...empty, heading: '重点客户（前50户）' }),
  ).toEqual([{ heading: '概况', paragraphs: ['本期没有可报告的事项。没有：台账、重点客户。'] }]);
});

test('staff stand without the role that the head of the column says', () => {
  const columns = [{ ...text('manager'), title: '客户经理', type: 'staff' as const }];
  const who = { ...BY_ID, staff: (id: string) => `${id}（${id === 'AM1' ? '客户经理' : '行长'}）` };
  const [section] = named([list(columns, { manager: 'AM1' }, { manager: 'BP1' })], who);
  expect(section).toMatchObject({ table: { rows: [{ manager: 'AM1' }, { manager: 'BP1（行长）' }] } });
});
