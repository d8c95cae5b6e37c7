import { Button, Drawer, Input, Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { PAGE_TITLES } from '../app/page-list';
import { api } from '../client/client';
import { Asked } from '../parts/asked';
import { Filters } from '../parts/entry/filters';
import { Line } from '../parts/line';
import { Page } from '../parts/page';
import { PART_WORDS } from '../parts/words';
import { useWords } from '../words/language';
import { AnswerLines } from './answer-lines';
import { ContactChain } from './contact-chain';
import { Contacts } from './contacts';
import { AUDIT_WORDS } from './words';
import './audit.css';

type Question = 'why' | 'why-not' | 'known-at' | 'rule' | 'approved' | 'looked' | 'owed';

/** What the record says to an auditor's questions about one loan, and each of its messages explained. */
export default function LoanExplained() {
  const { loanExplained: title } = useWords(PAGE_TITLES);
  const say = useWords(AUDIT_WORDS);
  const { loan = '' } = useParams();
  const go = useNavigate();
  const [question, setQuestion] = useState<Question>('why');
  const [on, setOn] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const asked = String(new FormData(event.currentTarget).get('loan') ?? '').trim();
    void go(asked === '' ? '/explained' : `/explained/${encodeURIComponent(asked)}`);
  };
  const questions: { value: Question; label: string }[] = [
    { value: 'why', label: say.why },
    { value: 'why-not', label: say.whyNot },
    { value: 'known-at', label: say.knownAt },
    { value: 'rule', label: say.rule },
    { value: 'approved', label: say.approved },
    { value: 'looked', label: say.looked },
    { value: 'owed', label: say.owed },
  ];
  return (
    <Page title={title} about={say.loanAbout}>
      <form onSubmit={submit} key={loan}>
        <Filters>
          <Line label={say.loanNumber} name="loan" defaultValue={loan} />
          <Button type="primary" htmlType="submit">
            {say.ask}
          </Button>
        </Filters>
      </form>
      {loan === '' ? (
        <p className="soft">{say.pickLoan}</p>
      ) : (
        <div className="stack">
          <section className="card">
            <h2>{say.answer}</h2>
            <Filters>
              <Select
                aria-label={say.question}
                value={question}
                onChange={setQuestion}
                options={questions}
                popupMatchSelectWidth={false}
              />
              <Input type="date" aria-label={say.day} value={on} onChange={(it) => setOn(it.target.value)} allowClear />
            </Filters>
            <AnswerOf loan={loan} question={question} on={on} />
          </section>
          <Messages loan={loan} />
        </div>
      )}
    </Page>
  );
}

function AnswerOf({ loan, question, on }: { loan: string; question: Question; on: string }) {
  const say = useWords(AUDIT_WORDS);
  const params = { path: { question }, query: { loan, ...(on === '' ? {} : { on }) } };
  const answer = api.useQuery('get', '/api/v1/audit/questions/{question}', { params }, { refetchInterval: false });
  return (
    <Asked query={answer} empty={({ lines }) => (lines.length === 0 ? say.noAnswer : null)}>
      {({ lines }) => <AnswerLines lines={lines} />}
    </Asked>
  );
}

function Messages({ loan }: { loan: string }) {
  const say = useWords(AUDIT_WORDS);
  const parts = useWords(PART_WORDS);
  const [opened, setOpened] = useState<number | null>(null);
  const notices = api.useQuery(
    'get',
    '/api/v1/loans/{loan}/notices',
    { params: { path: { loan } } },
    { refetchInterval: false },
  );
  return (
    <section className="card">
      <h2>{say.contacts}</h2>
      <Asked query={notices} empty={({ items }) => (items.length === 0 ? say.noContacts : null)}>
        {({ items }) => <Contacts contacts={items} explain={setOpened} />}
      </Asked>
      <Drawer
        open={opened !== null}
        onClose={() => setOpened(null)}
        size={560}
        title={say.contact}
        closable={{ 'aria-label': parts.close }}
        destroyOnHidden
      >
        {opened !== null && <ContactChain notice={opened} />}
      </Drawer>
    </section>
  );
}
