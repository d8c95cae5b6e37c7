import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useContext, useEffect } from 'react';
import { api } from '../client/client';
import { SessionContext } from '../session/session';
import { useLanguage, useWords } from '../words/language';
import { useTheme } from './choices';
import { APP_WORDS } from './words';

/** Language and theme. The other language names itself; whoever has signed in finds it again at every screen. */
export function Choices() {
  const say = useWords(APP_WORDS);
  const { language, choose } = useLanguage();
  const { theme, wear } = useTheme();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const session = useContext(SessionContext);
  const keep = api.useMutation('put', '/api/v1/session/language');
  const own = session?.language ?? null;
  useEffect(() => {
    if (own !== null) choose(own);
  }, [own, choose]);
  const speak = () => {
    choose(other);
    if (session?.can('PUT /session/language') && !session.mustChange) keep.mutate({ body: { language: other } });
  };
  const label = theme === 'dark' ? say.light : say.dark;
  return (
    <span className="choices">
      <Button type="text" lang={other} aria-label={other === 'en' ? 'English' : '中文'} onClick={speak}>
        {other === 'en' ? 'EN' : '中文'}
      </Button>
      <Button
        type="text"
        aria-label={label}
        title={label}
        icon={theme === 'dark' ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />}
        onClick={() => wear(theme === 'dark' ? 'light' : 'dark')}
      />
    </span>
  );
}
