import { createContext, useContext } from 'react';
import type { Language } from '../words/language';

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Until somebody chooses: what the browser says. */
export const wantedLanguage = (): Language => (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en');
export const wantedTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

export const ThemeContext = createContext<{ theme: Theme; wear(theme: Theme): void }>({
  theme: 'light',
  wear: () => undefined,
});
export const useTheme = () => useContext(ThemeContext);
