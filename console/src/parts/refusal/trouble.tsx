import { Alert, Button } from 'antd';
import { refusalInChinese } from '../../../../src/domain/reason/refusal-in-chinese';
import { isProblem } from '../../client/client';
import { useLanguage, useWords } from '../../words/language';
import { PART_WORDS } from '../words';

const OWN = [403, 404, 409, 412, 422, 429, 503] as const;

/** What went wrong, in words of what to do; `again`: tries it once more. */
export function Trouble({ error, again }: { error: unknown; again?: () => unknown }) {
  const say = useWords(PART_WORDS);
  const action = again && <Button onClick={() => void again()}>{say.again}</Button>;
  if (!isProblem(error))
    return <Alert className="gap" type="warning" showIcon title={say.away} description={say.awayWhy} action={action} />;
  const status = OWN.find((it) => it === error.status) ?? 500;
  const fields = (error.errors ?? [])
    .filter((it) => it.detail !== error.detail)
    .map((it) => `${it.field.replace(/^body\./, '')}: ${it.detail}`);
  const detail = [error.detail, ...fields].map((line) => <Said key={line} line={line} />);
  return (
    <Alert
      className="gap"
      type={status === 500 ? 'error' : 'warning'}
      showIcon
      title={say[status]}
      description={status === 403 || status === 404 || status === 429 ? undefined : detail}
      action={action}
    />
  );
}

/** A sentence of the system in the reader's language, as it came or translated; where only the English one is known, as what it is, a line of its own. */
export function Said({ line }: { line: string }) {
  const say = useWords(PART_WORDS);
  const { language } = useLanguage();
  if (language === 'en' || HAN.test(line)) return <div>{line}</div>;
  const chinese = refusalInChinese(line);
  return chinese === null ? <div lang="en">{`${say.answer}：${line}`}</div> : <div>{chinese}</div>;
}
const HAN = /\p{Script=Han}/u;
