import type { Answer } from '../client/client';
import { useWords } from '../words/language';
import { AUDIT_WORDS } from './words';

/** What an entry says beside its heading, as it was kept; of steps, which and by which row. What is long is opened. */
export function Detail({ of }: { of: Answer<'AuditEntry'>['detail'] }) {
  const say = useWords(AUDIT_WORDS);
  const said = Array.isArray(of)
    ? of.map((it) => [String(it.rule ?? ''), String(it.entry ?? it.what)] as const)
    : Object.entries(of).flatMap(([name, value]) =>
        value === null || value === '' ? [] : [[name, written(value)] as const],
      );
  const lines = said.map(([name, value]) => (
    <span key={`${name} ${value}`}>
      <span className="soft">{name}</span> {value}
    </span>
  ));
  if (said.reduce((sum, it) => sum + it.join(' ').length, 0) <= SHORT) return <span className="detail">{lines}</span>;
  return (
    <details>
      <summary>{say.more(String(said.length))}</summary>
      <span className="detail">{lines}</span>
    </details>
  );
}

const SHORT = 140;
const written = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
