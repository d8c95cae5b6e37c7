/**
 * Of the PostgreSQL servers that tests start: `TEST_TIMEZONE=Asia/Shanghai npx vitest run test/store` runs them on a server
 * as it is made in China.
 */
export function serverSettings(): { settings?: Record<string, string> } {
  const timezone = process.env.TEST_TIMEZONE;
  return timezone ? { settings: { timezone } } : {};
}
