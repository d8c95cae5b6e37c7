import { expect, it } from 'vitest';
import { databaseUrl } from '../../src/lender/database-url.js';
import { databaseFault } from '../../src/store/base/connection/database-faults.js';
import { wayTo } from '../../src/store/base/connection/tls.js';

const way = (url: string, env = {}) => wayTo(databaseUrl(`postgresql://u:p@${url}`, env));

it('goes in the clear on this machine, and to another host only when asked for', () => {
  for (const near of [
    '127.0.0.1:5432/x',
    'localhost/x',
    '[::1]/x',
    '/x?host=/run/postgresql',
    'localhost/x?sslmode=prefer',
  ])
    expect(way(near).ssl, near).toBe(false);
  expect(way('db.bank.example/x').ssl).toEqual({});
  expect(way('db.bank.example/x?sslmode=disable').ssl).toBe(false);
  expect(way('db.bank.example/x', { PGSSLMODE: 'disable' }).ssl).toBe(false);
  expect(way('db.bank.example/x?sslmode=prefer').ssl).toEqual({ rejectUnauthorized: false });
});

it('takes the rest of the address along, and what is wrong with TLS by its name', () => {
  expect(way('db.bank.example/x?sslmode=require&application_name=y').connectionString).toBe(
    'postgresql://u:p@db.bank.example/x?application_name=y',
  );
  expect(() => way('db.bank.example/x?sslmode=maybe')).toThrow('sslmode');
  expect(() => way('db.bank.example/x', { PGSSLROOTCERT: '/nowhere.crt' })).toThrow('PGSSLROOTCERT');
  expect(way('db.bank.example/x', { PGSSLMODE: '' }).ssl).toEqual({});
});

it('knows what PgBouncer means, and what is no error of the database', () => {
  const said = (message: string) => databaseFault(Object.assign(new Error(message), { code: '08P01' }));
  expect(said('no more connections allowed (max_client_conn)')).toContain('takes no more connections');
  expect(said('no such database: x')).toContain('no database of this name');
  expect(said('unsupported startup parameter: options')).toContain('take `options`');
  expect(said('query_wait_timeout')).toContain('default_pool_size');
  expect(databaseFault(new Error('something else'))).toBeNull();
  expect(databaseFault({ code: '23505', message: 'duplicate key' })).toBeNull();
});

it.each<[string, string, NodeJS.ProcessEnv]>([
  ['an address of this machine', 'postgresql://u@127.0.0.1:5432/db', {}],
  ['localhost', 'postgresql://localhost/db', { PGHOST: 'db.far.example' }],
  ['no host: a socket', 'postgresql:///db', {}],
  ['a socket by name', 'postgresql:///db?host=/var/run/postgresql', { PGHOST: 'db.far.example' }],
  ['what is asked for', 'postgresql://db.far.example/db?sslmode=disable', {}],
])('%s: plain', (_, url, env) => {
  expect(wayTo(databaseUrl(url, env)).ssl).toBe(false);
});

it.each<[string, string, NodeJS.ProcessEnv]>([
  ['another host', 'postgresql://db.far.example/db', {}],
  ['no host, where PGHOST names another', 'postgresql:///db', { PGHOST: 'db.far.example' }],
  ['a host among the settings', 'postgresql:///db?host=db.far.example', {}],
])('%s: TLS, and the certificate is that of the host', (_, url, env) => {
  expect(wayTo(databaseUrl(url, env)).ssl).toEqual({});
});
