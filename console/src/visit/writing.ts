import type { FormInstance } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { begun, type Kept, keep, lookAtKept, sendKept, useKept } from './kept';

/** Who types pauses so long. */
const PAUSE_MS = 500;

/**
 * What is written of a task is kept on the device as it is written: the camera, a call, an empty battery take nothing away. `title`: what
 * it is called where it waits; `form`: it comes back into it.
 */
export function useWriting(task: string, title: string, form: FormInstance) {
  const known = useKept().find((it) => it.task === task);
  const [isSending, setSending] = useState(false);
  const first = useRef<Kept>(null);
  first.current ??= known ?? begun(task, title);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unsaved = useRef<object>(null);

  // What the device holds comes after the page, when the page is opened anew.
  const written = known?.written;
  useEffect(() => {
    if (written !== undefined && !form.isFieldsTouched()) form.setFieldsValue(written);
  }, [written, form]);

  const now = () => lookAtKept(task) ?? first.current!;
  const save = useCallback(async () => {
    clearTimeout(timer.current);
    if (unsaved.current === null) return;
    const all = unsaved.current;
    unsaved.current = null;
    await keep({ ...(lookAtKept(task) ?? first.current!), written: all, at: Date.now() });
  }, [task]);
  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === 'hidden') void save();
    };
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      void save();
    };
  }, [save]);

  return {
    begun: first.current.written,
    /** It is finished, and has not been sent. */
    waits: known !== undefined && known.finished !== null && known.refused === null && !isSending,
    refused: known?.refused ?? null,
    isSending,
    note: (all: object) => {
      unsaved.current = all;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    /** Sends it, now or when there is a network. */
    finish: async (
      record: NonNullable<Kept['finished']>['record'],
      shown: NonNullable<Kept['finished']>['shown'],
    ): Promise<'sent' | 'kept' | 'refused'> => {
      await save();
      setSending(true);
      const { name } = await keep({ ...now(), finished: { record, shown }, sent: 0, refused: null });
      await sendKept();
      const left = lookAtKept(task);
      setSending(false);
      if (left?.name !== name) return 'sent';
      return left.refused === null ? 'kept' : 'refused';
    },
  };
}
