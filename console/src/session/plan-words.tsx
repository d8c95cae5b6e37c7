import { Spin } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { api, STAYS } from '../client/client';
import { useLanguage } from '../words/language';
import { SayingContext, sayingBy } from '../words/said';

/** Who reads English is told what plans say by their English, which is asked for once. Where it cannot be had, their Chinese stands whole. */
export function PlanWords({ children }: { children: ReactNode }) {
  const english = useLanguage().language === 'en';
  const { data, isLoading } = api.useQuery('get', '/api/v1/words', {}, { ...STAYS, enabled: english });
  const saying = useMemo(
    () => (english && data ? sayingBy(new Map(Object.entries(data.english))) : null),
    [english, data],
  );
  if (isLoading) return <Spin size="large" fullscreen />;
  return <SayingContext value={saying}>{children}</SayingContext>;
}
