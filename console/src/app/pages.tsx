import { Button, Result, Skeleton } from 'antd';
import { Suspense } from 'react';
import { HashRouter, Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { Unbroken } from '../parts/refusal/broken';
import { Trouble } from '../parts/refusal/trouble';
import { PlanWords } from '../session/plan-words';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { opens, PAGES } from './page-list';
import { Shell } from './shell';
import { APP_WORDS } from './words';

/** The part of the address after # says the page: it never reaches a server, or the log of a proxy. */
export function Pages() {
  return (
    <HashRouter>
      <PlanWords>
        <Shell>
          <Content />
        </Shell>
      </PlanWords>
    </HashRouter>
  );
}

function Content() {
  const session = useSession();
  const { pathname } = useLocation();
  const first = PAGES.find((it) => it.menu && opens(it, session));
  return (
    <Unbroken page={pathname}>
      <Suspense fallback={<Skeleton active />}>
        <Routes>
          <Route path="/" element={<Navigate to={first?.path ?? '/account'} replace />} />
          {PAGES.map((it) => (
            <Route key={it.path} path={it.path} element={opens(it, session) ? <it.page /> : <NoRight />} />
          ))}
          <Route path="*" element={<NoPage />} />
        </Routes>
      </Suspense>
    </Unbroken>
  );
}

const NoRight = () => <Trouble error={{ status: 403, detail: '' }} />;

function NoPage() {
  const say = useWords(APP_WORDS);
  return (
    <Result
      status="404"
      title={say.nothing}
      extra={
        <Link to="/">
          <Button>{say.home}</Button>
        </Link>
      }
    />
  );
}
