export interface PlanNode {
  'Node Type': string;
  Output?: string[];
  Plans?: PlanNode[];
  Alias?: string;
  Strategy?: string;
  'Join Type'?: string;
  'Parent Relationship'?: string;
  'Subplan Name'?: string;
  [more: string]: unknown;
}

/** What the planner makes of a statement: it knows which outer joins are none, since a condition fails of what is away. */
export class Plan {
  readonly outputs: string[];
  private readonly away = new Set<string>();
  private readonly conditions: string[] = [];
  private readonly selects = new Map<string, PlanNode>();

  constructor(private readonly root: PlanNode) {
    this.outputs = root.Output ?? [];
    for (const node of all(root)) {
      for (const side of awayOf(node)) for (const it of all(side)) if (it.Alias) this.away.add(it.Alias);
      for (const [key, value] of Object.entries(node))
        if (/(Filter|Cond)$/.test(key) && typeof value === 'string') this.conditions.push(...value.split(' AND '));
      const name = /^(?:Sub|Init)Plan \d+/.exec(node['Subplan Name'] ?? '')?.[0];
      if (name) this.selects.set(name, node);
    }
  }

  /** A column of what is away, what a sub-select does not find, a sum of nothing. */
  mayBeNull(output: string): boolean {
    const alias = /^(\w+)\.("?)[\w ]+\2$/.exec(output)?.[1];
    if (alias !== undefined) return this.away.has(alias);
    const select = this.selects.get(/^\(*((?:Sub|Init)Plan \d+)\)(?:\.col1\)?)?$/.exec(output)?.[1] ?? '');
    if (!select) return this.root.Strategy === 'Plain' && /^\(?(sum|min|max|avg|\w+_agg)\(/.test(output);
    const chosen = select.Output?.[0] ?? '';
    return select['Node Type'] === 'Result' ? this.mayBeNull(chosen) : !/^\(?(count|COALESCE)\(/.test(chosen);
  }

  /** Whether a condition fails where it is null. */
  failsWithout(output: string): boolean {
    return this.conditions.some((it) => it.includes(output) && !/ OR |IS NULL|DISTINCT|COALESCE|CASE/.test(it));
  }
}

/** The sides of a join of which nothing need be there. */
function awayOf(node: PlanNode): PlanNode[] {
  const { 'Join Type': join } = node;
  const sides = join === 'Full' ? ['Outer', 'Inner'] : join === 'Left' ? ['Inner'] : join === 'Right' ? ['Outer'] : [];
  return (node.Plans ?? []).filter((it) => sides.includes(it['Parent Relationship'] ?? ''));
}

function all(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(all)];
}
