import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLanguage, useWords } from '../words/language';
import { useTheme } from './choices';
import { APP_WORDS } from './words';

/** Language and theme. The other language names itself. */
export function Choices() {
  const say = useWords(APP_WORDS);
  const { language, choose } = useLanguage();
  const { theme, wear } = useTheme();
  const other = language === 'en' ? 'zh-CN' : 'en';
  const label = theme === 'dark' ? say.light : say.dark;
  return (
    <span className="choices">
      <Button type="text" lang={other} aria-label={other === 'en' ? 'English' : '中文'} onClick={() => choose(other)}>
        {other === 'en' ? 'EN' : '中文'}
      </Button>
      <Button
        type="text"
        aria-label={label}
        title={label}
        icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => wear(theme === 'dark' ? 'light' : 'dark')}
      />
    </span>
  );
}
