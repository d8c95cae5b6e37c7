import { PhoneOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { type Answer, api } from '../client/client';
import { Trouble } from '../parts/refusal/trouble';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { WORK_WORDS } from './words';

/** Asks the rules of contact; a number is shown only when they let the call go. `letGo`: then. */
export function Call({ task, letGo }: { task: Answer<'Task'>; letGo: () => void }) {
  const say = useWords(WORK_WORDS);
  const { moment } = useSaying();
  const path = { task: task.task };
  const callee = api.useMutation('post', '/api/v1/tasks/{task}/callee', { onSuccess: letGo });
  const ask = api.useMutation('post', '/api/v1/tasks/{task}/call', {
    onSuccess: ({ verdict }) => {
      if (verdict === 'go') callee.mutate({ params: { path } });
    },
  });
  const { data: answer } = ask;
  if (answer === undefined)
    return (
      <>
        <Button
          type="primary"
          size="large"
          icon={<PhoneOutlined aria-hidden />}
          loading={ask.isPending}
          onClick={() => ask.mutate({ params: { path } })}
        >
          {say.call}
        </Button>
        <p className="soft">{say.callHint}</p>
        {ask.error && <Trouble error={ask.error} />}
      </>
    );
  if (answer.verdict !== 'go')
    return (
      <Alert
        type="warning"
        showIcon
        title={answer.until ? say.notBefore(moment(answer.until)) : say.notAtAll}
        description={`${answer.say ?? ''} (${answer.rule ?? ''})`}
      />
    );
  return (
    <div aria-live="polite">
      <Alert type="success" showIcon title={say.mayCall(moment(answer.until))} />
      {callee.error && <Trouble error={callee.error} />}
      {callee.data && (
        <>
          <p className="callee">
            <strong>{callee.data.name}</strong>
            {callee.data.numbers.map((it) => (
              <a key={it} href={`tel:${it}`}>
                {it}
              </a>
            ))}
            {callee.data.numbers.length === 0 && say.noNumber}
          </p>
          {callee.data.script !== null && (
            <>
              <h3>{say.script}</h3>
              <p className="script" lang={callee.data.language}>
                {callee.data.script}
              </p>
            </>
          )}
        </>
      )}
    </div>
  );
}
