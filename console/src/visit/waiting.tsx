import { Alert, Button } from 'antd';
import { useEffect } from 'react';
import { api, STAYS } from '../client/client';
import { Trouble } from '../parts/refusal/trouble';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { closeKept, discard, keep, openKept, sendKept, useKept } from './kept';
import { VISIT_WORDS } from './words';
import './visit.css';

/** What does not come back by an event of the browser's is tried again so often. */
const AGAIN_MS = 15_000;

/** What waits on this device until it can be sent, and what was not taken. On every page: it goes as soon as there is a network. */
export default function Waiting() {
  const say = useWords(VISIT_WORDS);
  const { actor } = useSession();
  const keys = api.useQuery('get', '/api/v1/session/device-keys', {}, STAYS).data?.keys;
  useEffect(() => {
    if (keys) void openKept(actor, keys).then(sendKept);
  }, [actor, keys]);
  useEffect(() => closeKept, []);
  const finished = useKept().filter((it) => it.finished !== null);
  const waits = finished.filter((it) => it.refused === null);
  const waiting = waits.length > 0;
  useEffect(() => {
    if (!waiting) return;
    const again = () => void sendKept();
    const timer = setInterval(again, AGAIN_MS);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [waiting]);
  return (
    <>
      {waiting && (
        <Alert
          className="gap"
          type="info"
          showIcon
          role="status"
          title={say.waits(String(waits.length))}
          description={
            <>
              {say.sealed}
              <ul className="kept">
                {waits.map((it) => (
                  <li key={it.name}>{it.title}</li>
                ))}
              </ul>
            </>
          }
          action={<Button onClick={() => void sendKept()}>{say.now}</Button>}
        />
      )}
      {finished.map(
        (it) =>
          it.refused !== null && (
            <section key={it.name} className="card gap" aria-label={say.refused(it.title)}>
              <h2>{say.refused(it.title)}</h2>
              <Trouble error={it.refused} again={() => keep({ ...it, refused: null }).then(sendKept)} />
              <Button danger onClick={() => void discard(it)}>
                {say.discard}
              </Button>
            </section>
          ),
      )}
    </>
  );
}
