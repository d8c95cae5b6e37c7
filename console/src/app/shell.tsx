import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { Alert, App, Button, Drawer, Tooltip } from 'antd';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { api, stayLive } from '../client/client';
import { useAway } from '../client/live';
import mark from '../mark.svg';
import { PART_WORDS } from '../parts/words';
import { useIdle } from '../session/idle';
import { leave, useSession } from '../session/session';
import { useKept } from '../visit/kept';
import { VISIT_WORDS } from '../visit/words';
import { useWords } from '../words/language';
import { useSaying } from '../words/said';
import { Choices } from './choices-shown';
import { useOnline } from './online';
import { opens, PAGE_TITLES, PAGES } from './page-list';
import { APP_WORDS, PART_OF_MENU } from './words';

const Waiting = lazy(() => import('../visit/waiting'));

/** What stands around every page: who the lender is and what time it is there, the menu of what one may, who one is. */
export function Shell({ children }: { children: ReactNode }) {
  const say = useWords(APP_WORDS);
  const parts = useWords(PART_WORDS);
  const online = useOnline();
  const away = useAway();
  const { can } = useSession();
  const hears = can('GET /events');
  useEffect(() => (hears ? stayLive() : undefined), [hears]);
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu, and is read from its beginning.
  useEffect(() => {
    setOpen(false);
    scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {say.skip}
      </button>
      <header className="top">
        <Button
          className="narrow"
          type="text"
          icon={<MenuOutlined aria-hidden />}
          aria-label={say.menu}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        />
        <NavLink to="/" className="brand" aria-label="postloan">
          <img src={mark} alt="" width={26} height={26} />
          <span className="name">postloan</span>
        </NavLink>
        <Lender />
        <Choices />
        <Me />
      </header>
      <nav className="side wide" aria-label={say.pages}>
        <Menu />
      </nav>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={264}
        title={say.menu}
        closable={{ 'aria-label': say.close }}
        styles={{ body: { padding: 8 } }}
      >
        <nav aria-label={say.pages}>
          <Menu />
        </nav>
      </Drawer>
      <main ref={main} tabIndex={-1}>
        {!online && <Alert className="gap" type="warning" showIcon role="status" title={parts.offline} />}
        {online && away && (
          <Alert className="gap" type="warning" showIcon role="status" title={parts.away} description={parts.awayWhy} />
        )}
        {can('POST /tasks/:task/evidence') && can('GET /session/device-keys') && (
          <Suspense>
            <Waiting />
          </Suspense>
        )}
        {children}
      </main>
    </div>
  );
}

function Menu() {
  const say = useWords(PART_OF_MENU);
  const title = useWords(PAGE_TITLES);
  const session = useSession();
  const mine = PAGES.flatMap((it) => (it.menu && opens(it, session) ? [{ ...it, menu: it.menu }] : []));
  const parts = [...new Set(mine.map((it) => it.menu.part))];
  return parts.map((part) => (
    <section key={part} className="menu">
      <h2>{say[part]}</h2>
      <ul>
        {mine
          .filter((it) => it.menu.part === part)
          .map((it) => (
            <li key={it.path}>
              <NavLink to={it.path}>
                {it.menu.icon}
                <span>{title[it.menu.title]}</span>
              </NavLink>
            </li>
          ))}
      </ul>
    </section>
  ));
}

function Lender() {
  const say = useWords(APP_WORDS);
  const { moment } = useSaying();
  const { data } = api.useQuery('get', '/api/v1/lender');
  return (
    <div className="lender">
      <span className="wide">{data?.name}</span>
      {data && (
        <Tooltip title={say.now}>
          <time dateTime={data.now}>
            <span className="wide">{moment(data.now).slice(0, 11)}</span>
            {moment(data.now).slice(11)}
          </time>
        </Tooltip>
      )}
    </div>
  );
}

function Me() {
  const say = useWords(APP_WORDS);
  const { staff } = useSession();
  const out = api.useMutation('delete', '/api/v1/session', {
    onSettled: () => {
      location.hash = '';
      leave();
    },
  });
  const { mutate } = out;
  useIdle(useCallback(() => mutate({}), [mutate]));
  const { modal } = App.useApp();
  const visit = useWords(VISIT_WORDS);
  const unsent = useKept().some((it) => it.finished !== null);
  const signOut = () => {
    if (!unsent) return mutate({});
    const ask = { title: visit.unsent, content: visit.unsentWhy, okText: say.signOut, onOk: () => mutate({}) };
    void modal.confirm({ ...ask, cancelText: visit.stay });
  };
  return (
    <span className="choices">
      <NavLink to="/account" className="me" aria-label={`${say.account}: ${staff}`}>
        <UserOutlined aria-hidden />
        <span className="wide">{staff}</span>
      </NavLink>
      <Button
        type="text"
        icon={<LogoutOutlined aria-hidden />}
        aria-label={say.signOut}
        title={say.signOut}
        loading={out.isPending}
        onClick={signOut}
      />
    </span>
  );
}
