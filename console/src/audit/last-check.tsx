import { Alert } from 'antd';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Rows } from '../parts/rows';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { AUDIT_WORDS } from './words';
import './audit.css';

/** Whether all is as the record says, as it was compared last. */
export function LastCheck() {
  const say = useWords(AUDIT_WORDS);
  const { moment, count } = useSaying();
  const check = api.useQuery('get', '/api/v1/audit/check', {}, { refetchInterval: 60_000 });
  return (
    <Asked query={check}>
      {({ at, size, findings }) => {
        if (at === null) return <Alert className="gap" type="warning" showIcon title={say.never} />;
        const compared = say.compared(moment(at), count(size));
        if (findings.length === 0)
          return <Alert className="gap" type="success" showIcon title={say.good} description={compared} />;
        const columns = [
          { label: say.where, show: (it: (typeof findings)[number]) => it.where },
          { label: say.says, show: (it: (typeof findings)[number]) => <span lang="en">{it.says}</span> },
        ];
        return (
          <>
            <Alert
              className="gap"
              type="error"
              showIcon
              title={say.found(count(findings.length))}
              description={compared}
            />
            <div className="card gap">
              <Rows
                label={say.findings}
                columns={columns}
                rows={findings.slice(0, 100)}
                keyOf={(it) => `${it.what} ${it.where}`}
              />
            </div>
          </>
        );
      }}
    </Asked>
  );
}
