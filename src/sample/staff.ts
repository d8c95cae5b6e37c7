import type { Role } from '../domain/plan/roles.js';

interface Person {
  id: string;
  name: string;
  roles: Role[];
  supervisor: string;
  branch: string;
}

const EAST = '城东支行';
const RIVER = '河口支行';

const person = (id: string, name: string, role: Role, supervisor: string, branch: string): Person => ({
  id,
  name,
  roles: [role],
  supervisor,
  branch,
});

/** Two branches under one president: everyone's supervisor is on the list, and no plan asks for a role nobody has. */
export const STAFF: Person[] = [
  person('BP01', '沈立诚', 'branch-president', '', EAST),
  person('DH01', '顾云舟', 'department-head', 'BP01', EAST),
  person('DH02', '贺兰芝', 'department-head', 'BP01', RIVER),
  { ...person('RM01', '乔一鸣', 'risk-manager', 'DH01', EAST), roles: ['risk-manager', 'industry-analyst'] },
  person('RM02', '苗若溪', 'risk-manager', 'DH02', RIVER),
  person('CS01', '雷震宇', 'collection-specialist', 'DH01', EAST),
  person('CS02', '龙雨彤', 'collection-specialist', 'DH02', RIVER),
  person('AR01', '施文静', 'archivist', 'DH01', EAST),
  person('AM01', '丁晓岚', 'account-manager', 'DH01', EAST),
  person('AM02', '范志远', 'account-manager', 'DH01', EAST),
  person('AM03', '蒋思齐', 'account-manager', 'DH01', EAST),
  person('AM04', '白雪梅', 'account-manager', 'DH02', RIVER),
  person('AM05', '姚景行', 'account-manager', 'DH02', RIVER),
  person('AM06', '侯嘉禾', 'account-manager', 'DH02', RIVER),
];
