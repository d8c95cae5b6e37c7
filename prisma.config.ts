import { defineConfig } from 'prisma/config';

// `prisma generate` asks for a native schema engine that it does not use: any existing file will do. It is set only where
// none is given, so that `prisma migrate` can still be told where its engine is.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
