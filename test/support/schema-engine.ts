import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Of the engine's own questions to the catalog; all else is text. */
const KINDS: Record<number, (typeof ColumnTypeEnum)[keyof typeof ColumnTypeEnum]> = {
  [pg.types.builtins.BOOL]: ColumnTypeEnum.Boolean,
  [pg.types.builtins.CHAR]: ColumnTypeEnum.Character,
  [pg.types.builtins.INT2]: ColumnTypeEnum.Int32,
  [pg.types.builtins.INT4]: ColumnTypeEnum.Int32,
  [pg.types.builtins.INT8]: ColumnTypeEnum.Int64,
  [pg.types.builtins.OID]: ColumnTypeEnum.Int64,
  1009: ColumnTypeEnum.TextArray,
};

/**
 * What `prisma migrate diff` says between a database and a schema, as SQL that would bring the one to the other; empty:
 * they agree. By Prisma's engine in WebAssembly, since the command fetches a program from the network at its first use. It asks
 * through a connection of ours: Prisma's adapter for pg does not know the catalog's type `"char"`.
 */
export async function differences(pool: pg.Pool, schema: string): Promise<string> {
  loadOnce();
  const files = [{ path: 'schema.prisma', content: schema }];
  const cannot = () => Promise.reject(new Error('the engine only asks'));
  const adapter: SqlDriverAdapter = {
    provider: 'postgres',
    adapterName: 'pg',
    queryRaw: async ({ sql, args }: SqlQuery) => {
      const { fields, rows } = await pool.query({ text: sql, values: args, rowMode: 'array' });
      return {
        columnNames: fields.map((it) => it.name),
        columnTypes: fields.map((it) => KINDS[it.dataTypeID] ?? ColumnTypeEnum.Text),
        rows,
      };
    },
    executeRaw: cannot,
    executeScript: cannot,
    startTransaction: cannot,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
    dispose: async () => undefined,
  };
  const factory = {
    provider: 'postgres' as const,
    adapterName: 'pg',
    connect: async () => adapter,
    connectToShadowDb: async () => adapter,
  };
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  const started = await engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, bound);
  try {
    const { stdout } = await started.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  } finally {
    started.free();
  }
}

let loaded = false;

function loadOnce(): void {
  if (loaded) return;
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(glue.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  loaded = true;
}
