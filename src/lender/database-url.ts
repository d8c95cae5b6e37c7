/** Parameters of DATABASE_URL, and the variable that sets each where the URL does not, as for every tool of PostgreSQL. */
const SAID_BY = { sslmode: 'PGSSLMODE', sslrootcert: 'PGSSLROOTCERT', sslcert: 'PGSSLCERT', sslkey: 'PGSSLKEY' };
const NO_HOST = /^\w+:\/\/([^@/]*@)?(\/|\?|$)/;

/** DATABASE_URL with what PGSSLMODE and the like, and PGHOST, add to it. */
export function databaseUrl(url: string, env: NodeJS.ProcessEnv): string {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const said = new URLSearchParams(query);
  const add = (name: string, value: string | undefined) => {
    if (value && !said.get(name)) said.set(name, value);
  };
  for (const [name, variable] of Object.entries(SAID_BY)) add(name, env[variable]);
  if (NO_HOST.test(address)) add('host', env.PGHOST);
  const all = said.toString();
  return all === '' ? url : `${address}?${all}`;
}
