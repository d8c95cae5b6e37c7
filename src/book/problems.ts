/** So many problems are listed; the others are only counted. */
export const MOST_LISTED = 50;

export interface Problems {
  listed: string[];
  count: number;
}

export function report(problems: Problems, what: string, times = 1): void {
  if (problems.listed.length < MOST_LISTED) problems.listed.push(what);
  problems.count += times;
}
