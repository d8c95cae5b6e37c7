import { Alert, Button } from 'antd';
import { isProblem } from '../client/client';
import { useLanguage, useWords } from '../words/language';
import { PART_WORDS } from './words';

const OWN = [403, 404, 409, 412, 422, 429, 503] as const;

/** What went wrong, in words of what to do; `again`: tries it once more. */
export function Trouble({ error, again }: { error: unknown; again?: () => unknown }) {
  const say = useWords(PART_WORDS);
  const { language } = useLanguage();
  const action = again && <Button onClick={() => void again()}>{say.again}</Button>;
  if (!isProblem(error))
    return <Alert className="gap" type="warning" showIcon title={say.away} description={say.awayWhy} action={action} />;
  const status = OWN.find((it) => it === error.status) ?? 500;
  const fields = error.errors?.map((it) => `${it.field.replace(/^body\./, '')}: ${it.detail}`) ?? [];
  // What the system says is in English: beside a Chinese heading it stands as what it is, a line of its own.
  const detail = [error.detail, ...fields].map((line) => (
    <div key={line} lang="en">
      {language === 'en' ? line : `${say.answer}：${line}`}
    </div>
  ));
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
