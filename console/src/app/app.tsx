import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider, App as Messages, theme } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import { useEffect, useMemo } from 'react';
import { queries, speak } from '../client/client';
import { SessionGate } from '../session/session-gate';
import { LanguageContext } from '../words/language';
import { useChoice } from './choice';
import { LANGUAGES, THEMES, ThemeContext, wantedLanguage, wantedTheme } from './choices';
import { Pages } from './pages';

/** As --soft and --strong of base.css. */
const SOFT = { light: '#5b6270', dark: '#a2a9b4' };
/** As --bad. */
const BAD = { light: { colorError: '#b4232a' }, dark: { colorError: '#ff8f8f' } };
/** As --strong: antd's own of a link under the pointer is too light. */
const LINK = { light: '#0958d9', dark: '#78a9ff' };
const HOVER = {
  light: {},
  // On the lighter red of the dark, white would not be read.
  dark: { defaultHoverColor: '#78a9ff', defaultHoverBorderColor: '#78a9ff', dangerColor: '#1d0f0f' },
};

const CHOSEN = { light: {}, dark: { itemSelectedColor: '#78a9ff', itemHoverColor: '#78a9ff', inkBarColor: '#78a9ff' } };

const prefersStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The whole console: language and theme of who reads, who that is, and the page of the address. */
export function App() {
  const [language, choose] = useChoice('language', LANGUAGES, wantedLanguage);
  const [look, wear] = useChoice('theme', THEMES, wantedTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = look;
    speak(language);
  }, [language, look]);
  speak(language);
  const spoken = useMemo(() => ({ language, choose }), [language, choose]);
  const worn = useMemo(() => ({ theme: look, wear }), [look, wear]);
  return (
    <LanguageContext value={spoken}>
      <ThemeContext value={worn}>
        <ConfigProvider
          locale={language === 'en' ? en : zh}
          button={{ autoInsertSpace: false }}
          theme={{
            algorithm: look === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
            // antd's own blue is too light for white text on it (WCAG AA).
            token: {
              ...{ colorPrimary: '#0958d9', borderRadius: 6, fontFamily: 'inherit', motion: !prefersStill() },
              ...{ colorLink: LINK[look], colorLinkHover: LINK[look], colorLinkActive: LINK[look] },
              ...BAD[look],
              // So are its grey of what is not there, and of what is not filled in yet.
              ...{ colorTextPlaceholder: SOFT[look], colorTextDescription: SOFT[look] },
            },
            // So is the blue under the pointer, and in the dark that of the tab one is on.
            components: {
              Button: { primaryColor: '#fff', colorPrimaryHover: '#0a4bb5', ...HOVER[look] },
              Tabs: CHOSEN[look],
            },
          }}
        >
          <Messages className="app" message={{ maxCount: 3 }}>
            <QueryClientProvider client={queries}>
              <SessionGate>
                <Pages />
              </SessionGate>
            </QueryClientProvider>
          </Messages>
        </ConfigProvider>
      </ThemeContext>
    </LanguageContext>
  );
}
