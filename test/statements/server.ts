import type pg from 'pg';
import { rows } from '../../src/store/base/connection/database.js';
import { Plan } from './plan.js';

/** What the server says of a column before its statement runs. */
export interface Column {
  name: string;
  /** What `rows` makes of it; `json`: whatever stands there; `string[]`: a list of them. */
  kind: string;
  /** Whether null is known to come: from a column that takes it or the side of a join that may be away, and no condition fails of it. */
  nullable: boolean;
}

interface Field {
  name: string;
  dataTypeID: number;
  tableID: number;
  columnID: number;
}

/** A value of each type that cannot be read from `1`, as the server writes it. */
const SAMPLES: Record<string, string> = {
  bytea: '\\x00',
  date: '2026-01-01',
  'timestamp with time zone': '2026-01-01T00:00Z',
  'timestamp without time zone': '2026-01-01T00:00',
  uuid: '00000000-0000-0000-0000-000000000000',
  tid: '(0,0)',
};

export class Server {
  private readonly kinds = new Map<number, Promise<string>>();
  private readonly notNull = new Map<string, Promise<boolean>>();

  constructor(private readonly client: pg.Client) {}

  /** The columns of a statement, which is prepared and not run. @throws what the server says against it */
  async columns(text: string): Promise<Column[]> {
    const asked = new Describe(text);
    this.client.query(asked);
    const fields = await asked.answer;
    const plan = fields.length > 0 ? await this.plan(text) : null;
    const columns: Column[] = [];
    for (const [n, field] of fields.entries()) {
      const output = plan?.outputs[n] ?? '';
      const kind = await this.kind(field.dataTypeID);
      // EXISTS looks like a sub-select there.
      const mayBeNull =
        (kind !== 'boolean' && plan?.mayBeNull(output)) || (field.tableID > 0 && !(await this.isNotNull(field)));
      columns.push({ name: field.name, kind, nullable: mayBeNull && !plan!.failsWithout(output) });
    }
    return columns;
  }

  private kind(type: number): Promise<string> {
    const known = this.kinds.get(type) ?? this.readKind(type);
    this.kinds.set(type, known);
    return known;
  }

  /** By reading one: whoever changes what `rows` makes of a type is told of every row that it changes. */
  private async readKind(oid: number): Promise<string> {
    const [type] = await rows<{ name: string; element: string | null }>(
      this.client,
      `SELECT format_type(oid, NULL) AS name, CASE WHEN typcategory = 'A' THEN format_type(typelem, NULL) END AS element
       FROM pg_type WHERE oid = $1`,
      [oid],
    );
    const { name, element } = type!;
    if (name.startsWith('json')) return 'json';
    const sample = SAMPLES[element ?? name] ?? '1';
    const asked = [element ? `{${sample}}` : sample];
    const [read] = await rows<{ it: unknown }>(this.client, `SELECT $1::text::${name} AS it`, asked);
    return Array.isArray(read!.it) ? `${kindOf(read!.it[0])}[]` : kindOf(read!.it);
  }

  private isNotNull(field: Field): Promise<boolean> {
    const key = `${field.tableID}/${field.columnID}`;
    const known = this.notNull.get(key) ?? this.readNotNull(field);
    this.notNull.set(key, known);
    return known;
  }

  /** Tables of one transaction and views say nothing of it. */
  private async readNotNull({ tableID, columnID }: Field): Promise<boolean> {
    const [column] = await rows<{ is: boolean }>(
      this.client,
      `SELECT attnotnull OR relpersistence = 't' OR relkind = 'v' AS is FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
       WHERE attrelid = $1 AND attnum = $2`,
      [tableID, columnID],
    );
    return column!.is;
  }

  private async plan(text: string): Promise<Plan> {
    const explained = await this.client.query(`EXPLAIN (VERBOSE, GENERIC_PLAN, FORMAT JSON) ${text}`);
    return new Plan(explained.rows[0]['QUERY PLAN'][0].Plan);
  }
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}

/** Parse and Describe of the extended protocol, which `pg` does only together with running it. */
class Describe implements pg.Submittable {
  readonly answer: Promise<Field[]>;
  handleReadyForQuery!: () => void;
  handleError!: (error: Error) => void;
  private fields: Field[] = [];

  constructor(private readonly text: string) {
    this.answer = new Promise((resolve, reject) => {
      this.handleReadyForQuery = () => resolve(this.fields);
      this.handleError = reject;
    });
  }

  submit = (connection: pg.Connection): void => {
    connection.parse({ name: '', text: this.text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  };

  handleRowDescription = ({ fields }: { fields: Field[] }): void => {
    this.fields = fields;
  };
}
